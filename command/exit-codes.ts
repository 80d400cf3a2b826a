/** How a command ends: the one home of its exit codes. The help, the reference page and the entry take them from here. */
export const exitCodes = { done: 0, no: 1, refused: 2, notAsked: 3, goesOn: 4 } as const;

/** An exit code, what it means whatever the command, and what a person or a script does then. */
interface Meaning {
  readonly code: string;
  readonly means: string;
  readonly next: string;
}

/** Every code, in their order. */
export const exitCodeMeanings: readonly Meaning[] = [
  { code: `${exitCodes.done}`, means: "what was asked for is done, or is answered", next: "nothing" },
  {
    code: `${exitCodes.no}`,
    means:
      "it was asked, and the answer is no: the deployment did not succeed, or something is wrong that a person has to mend",
    next: "what the last lines say; `sarcelle status ENV`",
  },
  {
    code: `${exitCodes.refused}`,
    means: "the command line, a file, or what it asks for is refused; nothing was changed",
    next: "mend what the message names, and try again",
  },
  {
    code: `${exitCodes.notAsked}`,
    means: "AWS could not be asked: no region, no credentials, no network, no answer, or an error of AWS's",
    next: "the same again once that is mended; after a start `sarcelle watch ENV` tells whether it was heard",
  },
  {
    code: `${exitCodes.goesOn}`,
    means:
      "a deployment goes on, and is not followed any more: Ctrl-C, a pipe that was closed, or AWS that does not answer",
    next: "`sarcelle watch ENV`",
  },
  {
    code: "128 + n",
    means: "signal n ended it, such as 130 for Ctrl-C, while no deployment was followed",
    next: "nothing",
  },
];
