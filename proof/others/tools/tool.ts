import type { Playground } from "@sarcelle/playground/start";
import type { Attempt } from "../attempts.ts";
import type { ProgramEnd } from "../workshop.ts";

/** What a tool finds: a world, its own programs, and a copy of this folder, where they run. */
export interface Bench {
  readonly playground: Playground;
  run(program: string, args: readonly string[]): Promise<ProgramEnd>;
  read(file: string): Promise<string>;
  /** Writes a program of its own, which may be run. */
  write(file: string, text: string): Promise<void>;
}

export interface Tool {
  /** From PyPI, each with its version. */
  readonly packages: readonly string[];
  readonly speed: number;
  readonly pages: "small" | "aws";
  attempts(bench: Bench): Promise<readonly Attempt[]>;
}

/** Whether a tool was told that something is not emulated. */
export const wasRefused = (text: string): boolean => text.includes("PlaygroundNotEmulated");

/** What the playground said that it does not emulate, or else the end of what the tool said, in one line. */
export const lastWords = (text: string): string =>
  text
    .match(/The playground does not emulate .*?\. See/g)
    ?.at(-1)
    ?.slice(0, -4) ?? text.trim().replaceAll(/\s+/g, " ").slice(-300);

/** Builds the sample stack `web`, and waits until a person would find it in order. */
export const buildWeb = async ({ buildStack, operate, until }: Playground) => {
  const stack = await buildStack("web");
  const isUp = async (): Promise<boolean> => {
    const { Reservations = [] } = (await operate("ec2", "DescribeInstances", {})) as {
      Reservations?: readonly { Instances: readonly { State: { Name: string } }[] }[];
    };
    const instances = Reservations.flatMap(({ Instances }) => Instances);
    return instances.length === 4 && instances.every(({ State }) => State.Name === "running");
  };
  await until(isUp, 600_000, 1_000);
  return stack;
};
