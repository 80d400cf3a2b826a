/** Opens a page in the browser of whoever sits here, where somebody does. */
import { spawn } from "node:child_process";

/** What opens an address; undefined where there is no desktop, or nobody at it. */
export const browserCommand = (
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): readonly [command: string, ...before: string[]] | undefined => {
  if (!isTerminal || env.CI || env.SSH_CONNECTION) return undefined;
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open"] : undefined;
};

/** Opens it, if there is anything to do so with; whether it did is for the eyes to tell, as the address is printed anyway. */
export const openInBrowser = (address: string): void => {
  const found = browserCommand(process.platform, process.env, process.stdout.isTTY);
  if (found === undefined) return;
  const [command, ...before] = found;
  const opening = spawn(command, [...before, address], { detached: true, stdio: "ignore" });
  opening.on("error", () => {});
  opening.unref();
};
