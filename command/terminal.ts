/** Questions to a person at a terminal. */
import { confirm, isCancel, multiselect, select, text } from "@clack/prompts";
import type { DocumentOptions } from "./formats/document.ts";
import { UsageError } from "./usage-error.ts";

/** One of several answers, and how a person reads it. */
export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly hint?: string;
}

/** Who can be asked. Each question throws `UsageError` once the person has had enough. */
export interface Person {
  choose<Value extends object>(question: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** At least one; all of them are proposed. */
  chooseSome<Value extends object>(question: string, choices: readonly Choice<Value>[]): Promise<readonly Value[]>;
  /** `wrong` says what is wrong with an answer, undefined if nothing is. */
  write(question: string, proposed: string, wrong: (answer: string) => string | undefined): Promise<string>;
  agree(question: string): Promise<boolean>;
}

interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Whether there is somebody to ask: nobody types into a pipe, or sits before a job of a CI. */
export const isSomebodyThere = ({ input, output }: Streams, env: NodeJS.ProcessEnv): boolean =>
  input.isTTY === true && output.isTTY === true && (env.CI ?? "") === "";

/** Who sits at the terminal; nobody where an answer is to be read by a program, or `yes` was said to all before. */
export const personHere = ({ yes, output }: DocumentOptions & { readonly yes: boolean }): Person | undefined => {
  const terminal = { input: process.stdin, output: process.stdout };
  return !yes && output === "text" && isSomebodyThere(terminal, process.env) ? personAt(terminal) : undefined;
};

/** The prompts answer a symbol to a person who gave up; their types know it, ours need not. */
const answered = <Answer>(answer: Answer | symbol): Answer => {
  if (isCancel(answer)) throw new UsageError("Given up. Nothing was written, and nothing was changed.");
  return answer as Answer;
};

// The prompts' own types tell primitives from objects, which a type of ours cannot.
type Options<Value> = Parameters<typeof select<Value>>[0]["options"];
const optionsOf = <Value>(choices: readonly Choice<Value>[]) => [...choices] as unknown as Options<Value>;

/** The person at a terminal. */
export const personAt = (streams: Streams): Person => ({
  choose: async <Value extends object>(message: string, choices: readonly Choice<Value>[]) =>
    answered<Value>(await select<Value>({ message, options: optionsOf(choices), ...streams })),
  chooseSome: async <Value extends object>(message: string, choices: readonly Choice<Value>[]) =>
    answered<readonly Value[]>(
      await multiselect<Value>({
        message,
        options: optionsOf(choices),
        initialValues: choices.map(({ value }) => value),
        required: true,
        ...streams,
      }),
    ),
  write: async (message, proposed, wrong) =>
    answered<string>(
      await text({ message, initialValue: proposed, validate: (answer) => wrong(answer ?? ""), ...streams }),
    ),
  agree: async (message) => answered<boolean>(await confirm({ message, ...streams })),
});
