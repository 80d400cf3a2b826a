import { expect, it } from "vitest";
import { browserCommand } from "../../../proof/story/browser.ts";

it.each<[platform: NodeJS.Platform, env: Record<string, string>, command: readonly string[] | undefined]>([
  ["darwin", {}, ["open"]],
  ["win32", {}, ["rundll32", "url.dll,FileProtocolHandler"]],
  ["linux", { DISPLAY: ":0" }, ["xdg-open"]],
  ["linux", { WAYLAND_DISPLAY: "wayland-0" }, ["xdg-open"]],
  ["linux", {}, undefined],
  ["darwin", { CI: "true" }, undefined],
  ["linux", { DISPLAY: "localhost:10.0", SSH_CONNECTION: "192.0.2.1 1 192.0.2.2 22" }, undefined],
])("on %s with %j a page is opened by %j", (platform, env, command) => {
  expect(browserCommand(platform, env, true)).toEqual(command);
  expect(browserCommand(platform, env, false)).toBe(undefined);
});
