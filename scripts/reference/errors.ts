import * as errors from "../../src/errors.ts";
import { machines } from "./machines.ts";
import { code, markdownTable, referencePage } from "./markdown.ts";
import { docComments, textOf } from "./sources.ts";

/** The names of the classes that are thrown: the others only say what some of them have in common. */
export const thrownErrors = (): readonly string[] =>
  [...textOf("src/errors.ts").matchAll(/^export class (\w+)/gm)].map(([, name = ""]) => name);

/** The errors that no function throws: machines end with them, or begin a rollback with them. */
export const machineErrors: Readonly<Record<string, string>> = {
  RolledBack: "The deployment failed, and everything that it did is undone. The cause says what failed first.",
  RollbackFailed: "Something could not be undone. The cause lists what, and the commands that restore it.",
  HookFailed:
    "Why a rollback began after the environment's hook: it says that the release is unfit, fails itself, or does not answer in time.",
  RollbackRequested: "Why a rollback began that was asked for from outside: by a person, or because an execution died.",
};

/** Every error that an execution, the command or a log may name. */
export const errorsPage = (): string => {
  const said = docComments(textOf("src/errors.ts"));
  const classes: Readonly<Record<string, { readonly prototype: unknown }>> = { ...errors };
  const refuses = (name: string) => classes[name]?.prototype instanceof errors.Refusal;
  const retried = new Set(
    [...machines().values()].flatMap((states) =>
      [...states.values()].flatMap(({ Retry = [] }) => Retry.flatMap(({ ErrorEquals }) => ErrorEquals)),
    ),
  );
  const row = (name: string) => [code(name), said.get(name)?.replace(/^Thrown /, "") ?? ""];
  const table = (names: readonly string[]) => markdownTable(["error", "thrown"], names.map(row));
  const names = thrownErrors();
  return referencePage(
    "Errors",
    "What an execution, the command or a log may name. Each message says what was found, what was expected and what to do. What is behind it, and what to do next: [failures.md](../failures.md).",
    "`src/errors.ts`",
    "## Refusals",
    "Nothing was changed and nothing is locked. The command exits with 2. Correct what the message names, and start again.",
    table(names.filter(refuses)),
    "## Failures",
    "Thrown in the course of a deployment. The state machine tries again where that may help; everything else leads to the rollback.",
    markdownTable(
      ["error", "thrown", "tried again"],
      names.filter((name) => !refuses(name)).map((name) => [...row(name), retried.has(name) ? "yes" : "no"]),
    ),
    "## How an execution ends",
    markdownTable(
      ["error", "meaning"],
      Object.entries(machineErrors).map(([name, meaning]) => [code(name), meaning]),
    ),
  );
};
