/** A folder of its own for other people's tools, which is gone at the end, and what runs in it. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";

export interface ProgramEnd {
  readonly code: number | null;
  readonly output: string;
}

export interface Workshop {
  readonly folder: string;
  /** Runs a program to its end; never rejects because of how it ended. */
  run(
    program: string,
    args: readonly string[],
    options?: { cwd?: string; env?: NodeJS.ProcessEnv },
  ): Promise<ProgramEnd>;
  /** As `run`; rejects with what it printed if it failed. */
  must(program: string, args: readonly string[], options?: { cwd?: string }): Promise<void>;
  /** A Python of its own with these packages, each with its version: the folder of its programs. */
  python(name: string, packages: readonly string[]): Promise<string>;
}

/** Nothing of the user's own settings reaches a tool, so that no call can leave this machine. */
export const pointedAt = (url: string, region: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"))),
  AWS_ENDPOINT_URL: url,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "of-no-account",
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PAGER: "",
});

const runIn =
  (folder: string): Workshop["run"] =>
  (program, args, { cwd = folder, env = process.env } = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
      let output = "";
      const hear = (text: string) => {
        output += text;
      };
      child.stdout.setEncoding("utf8").on("data", hear);
      child.stderr.setEncoding("utf8").on("data", hear);
      child.once("error", reject).once("close", (code) => resolve({ code, output }));
    });

/** Makes a workshop for `work`, and clears it away whatever comes of that. */
export const inWorkshop = async <T>(work: (workshop: Workshop) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), "others-"));
  const run = runIn(folder);
  const must: Workshop["must"] = async (program, args, options) => {
    const { code, output } = await run(program, args, options);
    if (code !== 0) throw new Error(`${[program, ...args].join(" ")} ended with ${code}:\n${output.slice(-4_000)}`);
  };
  const python: Workshop["python"] = async (name, packages) => {
    await must("python3", ["-m", "venv", name]);
    const programs = join(folder, name, "bin");
    await must(join(programs, "pip"), ["install", "-q", "--disable-pip-version-check", ...packages]);
    return programs;
  };
  try {
    return await work({ folder, run, must, python });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
