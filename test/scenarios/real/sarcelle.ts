import { spawn } from "node:child_process";
import { join } from "node:path";
import type { World } from "./world.ts";

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Run = (world: Pick<World, "url" | "region">, ...argv: readonly string[]) => Promise<Ended>;

/** Runs a program of the repository as a person does, in a process of its own, against the world. */
const running =
  (program: string): Run =>
  ({ url, region }, ...argv) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, "../../..", program), ...argv], {
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: process.env.PATH,
          USER: "tester",
          AWS_ENDPOINT_URL: url,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: "tester",
          AWS_SECRET_ACCESS_KEY: "tester",
          AWS_MAX_ATTEMPTS: "1",
        },
      });
      let out = "";
      let err = "";
      child.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
      });
      child.stderr.on("data", (chunk: Buffer) => {
        err += chunk.toString();
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, out, err }));
    });

/** The `sarcelle` command. */
export const sarcelle = running("command/sarcelle.ts");

/** `npm run acceptance`. */
export const acceptance = running("proof/acceptance.ts");
