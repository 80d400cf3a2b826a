import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "../../..");

/** What `serverless.yml` leads to. */
const parts = ["functions", "infrastructure", "statemachines", "scripts", "src", "node_modules", "package.json"];

/** How often the framework looks at a stack, in milliseconds. */
const lookEvery = "250";

/** Loaded into the framework's process: nothing of it may leave this machine. */
const loopbackOnly = `
import net from "node:net";
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...given) {
  const [options] = [given[0]].flat();
  if (options?.host !== "127.0.0.1") throw new Error("The framework speaks to another machine: " + JSON.stringify(options));
  return connect.apply(this, given);
};`;

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** The service in a folder of its own, with a copy of what was packaged: the framework moves and deletes the files that it deploys. */
export const serviceFolder = (template: string) => {
  const folder = mkdtempSync(join(tmpdir(), "sarcelle-serverless-"));
  const packaged = join(folder, "packaged");
  for (const part of parts) symlinkSync(join(root, part), join(folder, part));
  cpSync(join(root, "serverless.yml"), join(folder, "serverless.yml"));
  mkdirSync(packaged);
  cpSync(dirname(template), packaged, { recursive: true });
  return {
    /** Runs `serverless` as an operator does, against an endpoint on this machine. */
    run(endpoint: string, ...argv: readonly string[]): Promise<Ended> {
      const command = createRequire(import.meta.url).resolve("osls/bin/serverless.js");
      return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [command, ...argv, "--stage", "live", "--region", "eu-west-1"], {
          cwd: folder,
          stdio: ["ignore", "pipe", "pipe"],
          env: {
            PATH: process.env.PATH,
            HOME: folder,
            NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(loopbackOnly)}`,
            NO_COLOR: "1",
            SLS_AWS_MONITORING_FREQUENCY: lookEvery,
            AWS_ENDPOINT_URL: endpoint,
            AWS_REGION: "eu-west-1",
            AWS_ACCESS_KEY_ID: "operator",
            AWS_SECRET_ACCESS_KEY: "operator",
          },
        });
        let said = "";
        const listen = (chunk: Buffer) => {
          said += chunk.toString();
        };
        child.stdout.on("data", listen);
        child.stderr.on("data", listen);
        child.on("error", reject);
        child.on("close", (code) => resolve({ code, said }));
      });
    },
    packaged,
    /** Changes the text of the packaged template, as another packaging would. */
    change(from: string, to: string): void {
      for (const file of ["cloudformation-template-update-stack.json", "serverless-state.json"]) {
        const path = join(packaged, file);
        writeFileSync(path, readFileSync(path, "utf8").replaceAll(from, to));
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
