/** The browser that `@sparticuz/chromium` carries, unpacked: a program, its libraries and a font, so that it needs nothing of the machine. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import chromium, { inflate } from "@sparticuz/chromium";

const require = createRequire(import.meta.url);
const own = join(dirname(require.resolve("@sparticuz/chromium")), "..");
const { version } = require(join(own, "package.json")) as { readonly version: string };
const cache = join(import.meta.dirname, "../../node_modules/.cache");

/**
 * Its own font first, so that pages look the same everywhere, then those of the machine for what it lacks. The package's configuration
 * names /tmp alone.
 */
const fontsConf = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/** The package unpacks to where temporary files go, and takes for whole what it finds there: so into a folder of its own, and then in place. */
const unpackTo = async (folder: string): Promise<void> => {
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unpacking-"));
  const before = process.env.TMPDIR;
  process.env.TMPDIR = unfinished;
  try {
    await chromium.executablePath();
    await inflate(join(own, "bin/al2023.tar.br"));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  writeFileSync(join(unfinished, "fonts.conf"), fontsConf(folder));
  try {
    renameSync(unfinished, folder);
  } catch (failure) {
    // Somebody else was quicker.
    rmSync(unfinished, { recursive: true });
    if (!existsSync(folder)) throw failure;
  }
};

export interface Program {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The program, and the environment that it starts in; unpacked once for each version (2 s, 220 MB in `node_modules`). */
export const packagedBrowser = async (): Promise<Program> => {
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackTo(folder);
  return {
    executablePath: join(folder, "chromium"),
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  };
};
