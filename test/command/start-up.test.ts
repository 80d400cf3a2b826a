import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const command = join(import.meta.dirname, "../../command/sarcelle.ts");

/** Tells on stderr of each module as it is loaded. */
const telling = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  registerHooks({ load: (url, context, next) => { process.stderr.write(url + "\\n"); return next(url, context); } });
`)}`;

/** The packages and rooms from which a command line loads anything. */
const loadedBy = (...argv: readonly string[]) => {
  const { stdout, stderr } = spawnSync(process.execPath, ["--import", telling, command, ...argv], { encoding: "utf8" });
  const urls = stderr.split("\n").filter((line) => line.startsWith("file:"));
  return { stdout, urls };
};

it.each([["--help"], ["rollback", "--help"], ["switch", "web-live", "blue"]])(
  "%s %s %s loads neither the AWS SDK nor the playground, nor anything that is large",
  (...argv) => {
    const { urls } = loadedBy(...argv.filter((word) => word !== undefined));
    expect(urls.length).toBeGreaterThan(20);
    expect(
      urls.filter((url) => /node_modules\/(?!commander\/)|\/playground\/|\/(deployments|questions)\//.test(url)),
    ).toEqual([]);
  },
);
