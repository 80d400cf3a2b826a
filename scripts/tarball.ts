/** `npm pack` runs it first: makes `dist/`, the command and the playground as JavaScript with the packaged functions beside them. */
import { join } from "node:path";
import { buildTarball } from "./tarball/build.ts";

const files = await buildTarball(join(import.meta.dirname, "../dist"));
// What npm prints on stdout is the name of the tarball.
process.stderr.write(`${files} files of JavaScript and the packaged functions are in dist/.\n`);
