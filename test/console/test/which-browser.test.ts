import { describe, expect, it } from "vitest";
import { whichBrowser } from "../../../console/test/which-browser.ts";

describe("the browser of the console's tests", () => {
  it("comes from npm on Linux x64", () => {
    expect(whichBrowser({ platform: "linux", arch: "x64", chosen: undefined })).toEqual({ from: "package" });
    expect(whichBrowser({ platform: "linux", arch: "x64", chosen: "" })).toEqual({ from: "package" });
  });

  it.each(["linux", "darwin", "win32"])("is the one that somebody chose, on %s", (platform) => {
    const chosen = "/usr/bin/chromium";
    expect(whichBrowser({ platform, arch: "x64", chosen })).toEqual({ from: "path", path: chosen });
  });

  it.each([
    ["linux", "arm64"],
    ["darwin", "arm64"],
    ["win32", "x64"],
  ])("is none on %s-%s, and that is said with what would help", (platform, arch) => {
    expect(whichBrowser({ platform, arch, chosen: undefined })).toEqual({
      from: "nowhere",
      says: `Not run: the console's tests in a browser (console/test), since npm carries none for ${platform}-${arch}; CHROME=/path/to/chrome npm test runs them.`,
    });
  });
});
