import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const command = join(import.meta.dirname, "../../command/sarcelle.ts");

/** Tells on stderr of each module as it is loaded. */
const telling = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({ load: (url, context, next) => { process.stderr.write(url + "\\n"); return next(url, context); } });
`)}`;

/** The files that are loaded for a command line. */
const loadedBy = (...argv: readonly string[]) => {
  const { stderr } = spawnSync(process.execPath, ["--import", telling, command, ...argv], { encoding: "utf8" });
  return stderr.split("\n").filter((line) => line.startsWith("file:"));
};

it.each([{ line: "--help" }, { line: "rollback --help" }, { line: "switch web-live blue" }])(
  "'sarcelle $line' loads neither the AWS SDK nor the playground, nor anything that is large",
  ({ line }) => {
    const urls = loadedBy(...line.split(" "));
    expect(urls.length).toBeGreaterThan(20);
    expect(
      urls.filter((url) => /node_modules\/(?!commander\/)|\/playground\/|\/(deployments|questions)\//.test(url)),
    ).toEqual([]);
  },
);
