/** `sarcelle rehearse`: a stack's snapshot is rehearsed, and what came of it is told. */
import { parseDocument, type StackDocument } from "@sarcelle/playground/stacks";
import { packagedTemplate } from "../scripts/packaged-template.ts";
import { type Environment, parseRegistration } from "../src/deployment/environment.ts";
import { readDocument } from "./document.ts";
import type { DocumentOptions } from "./formats/document.ts";
import { rehearsalText } from "./formats/rehearsal-text.ts";
import { printAnswer } from "./output.ts";
import { rehearseStack } from "./rehearsal/rehearse.ts";
import { UsageError } from "./usage-error.ts";

interface Given extends DocumentOptions {
  readonly registration: string | undefined;
  readonly group: string | undefined;
  readonly sizes: string | undefined;
  readonly bootSeconds: string;
}

const wholeNumber = (option: string, text: string, least: number): number => {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new UsageError(`--${option} is a whole number from ${least} on, not '${text}'.`);
  return value;
};

const readStack = (file: string): StackDocument => {
  const given = readDocument(file);
  try {
    return parseDocument(given);
  } catch (error) {
    throw new UsageError(`${file} describes no stack: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The registration in a file. Throws `UsageError` where it has one side: there is nothing to switch between. */
export const rehearsed = (given: unknown, file: string): Environment => {
  const environment = parseRegistration(given, file);
  if (environment.sides === 2) return environment;
  throw new UsageError(
    `${file} registers one side (sides: 1), and a rehearsal is an upgrade, releases and switches between two. To see what a second side would come to, rehearse it without 'sides', or without --registration. What a rolling update would do to the stack itself: 'sarcelle plan ${environment.name} rolling-update --release FILE', which changes nothing.`,
  );
};

const toStandardError = (line: string): void => void process.stderr.write(`${line}\n`);

/** Whatever the user's environment says of AWS leads nowhere: the stack is in this process. */
const forgetAws = (): void => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
};

/** Rehearses the stack in a file; answers the exit code. Throws `UsageError` if a file or an option's value is wrong. */
export const rehearse = async (file: string, options: Given): Promise<number> => {
  const { registration, group } = options;
  const stack = readStack(file);
  const settings = {
    group,
    registration: registration === undefined ? undefined : rehearsed(readDocument(registration), registration),
    sizes: options.sizes === undefined ? undefined : wholeNumber("sizes", options.sizes, 1),
    bootSeconds: wholeNumber("boot-seconds", options.bootSeconds, 0),
  };
  forgetAws();
  const template = await packagedTemplate(toStandardError);
  const rehearsal = await rehearseStack(stack, { ...settings, template, tell: toStandardError });
  printAnswer(options, rehearsal, (room) => rehearsalText(rehearsal, room));
  return rehearsal.wrong.length === 0 ? 0 : 1;
};
