/** Where the browser of the tests comes from, or why there is none. */

interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** `CHROME`: the path of a browser that somebody chose. */
  readonly chosen: string | undefined;
}

export type WhichBrowser =
  | { readonly from: "path"; readonly path: string }
  | { readonly from: "package" }
  | { readonly from: "nowhere"; readonly says: string };

/** What somebody chose comes first; npm carries a browser for Linux on x64 alone. */
export const whichBrowser = ({ platform, arch, chosen }: Machine): WhichBrowser => {
  if (chosen !== undefined && chosen !== "") return { from: "path", path: chosen };
  if (platform === "linux" && arch === "x64") return { from: "package" };
  const says =
    `Not run: the console's tests in a browser (console/test), since npm carries none for ${platform}-${arch}; ` +
    "CHROME=/path/to/chrome npm test runs them.";
  return { from: "nowhere", says };
};

/** This machine's. */
export const browserHere = (): WhichBrowser =>
  whichBrowser({ platform: process.platform, arch: process.arch, chosen: process.env.CHROME });
