/** What a look at one thing came to. */
import { clearTimeout, setTimeout } from "node:timers";
import { Refusal, Unreadable, WrittenByLaterVersion } from "../../src/errors.ts";

/** `unknown` is what could not be found out: neither well nor wrong. */
export type Sign = "ok" | "warning" | "wrong" | "unknown";

export interface Diagnosis {
  /** What was looked at, in a word or two. */
  readonly check: string;
  readonly mark: Sign;
  /** What was found, and why it is marked so. */
  readonly says: string;
  /** What to do; missing where nothing is to be done. */
  readonly todo?: string;
}

/** Diagnoses of one thing: the installation, or an environment by its name. */
export interface Examined {
  readonly about: string;
  readonly diagnoses: readonly Diagnosis[];
}

/** A finding of a check that is given its name later. */
export type Symptom = Omit<Diagnosis, "check">;

/** It is as it should be. */
export const well = (says: string): Symptom => ({ mark: "ok", says });
/** It stands in nothing's way, and somebody should know. */
export const doubtful = (says: string, todo?: string): Symptom => ({
  mark: "warning",
  says,
  ...(todo === undefined ? {} : { todo }),
});
/** A deployment would be refused for it, or go wrong. */
export const wrong = (says: string, todo?: string): Symptom => ({ ...doubtful(says, todo), mark: "wrong" });
/** It could not be found out. */
export const unclear = (says: string, todo?: string): Symptom => ({ ...doubtful(says, todo), mark: "unknown" });

/** AWS's names for "you may not". */
const refusedNames = /AccessDenied|UnauthorizedOperation|AuthorizationError|NotAuthorized|Forbidden/;

const withoutUndone = (text: string): string => text.replaceAll(/ ?Nothing was changed\./g, "").trim();

/** What an error says of what was looked at: a refusal is an answer, anything else kept it from being found out. */
export const foundBy = (error: unknown): Symptom => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof Refusal || error instanceof Unreadable || error instanceof WrittenByLaterVersion)
    return wrong(`${name}: ${withoutUndone(message)}`);
  const why = `This could not be found out: ${name}: ${message}`;
  return refusedNames.test(name)
    ? unclear(why, "Have the credentials allowed to look; docs/policies/read.json has all that is asked.")
    : unclear(why);
};

/**
 * How long a look may take, in milliseconds of the person's own time: all go on at once, after that at the registrations, and the whole of it is to
 * be there in ten seconds.
 */
export const patience = { registrations: 2_500, other: 6_000 } as const;

const overdue = async (work: Promise<readonly Symptom[]>, within: number): Promise<readonly Symptom[]> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly Symptom[]>((resolve) => {
    timer = setTimeout(
      () => resolve([unclear(`AWS had not answered after ${within / 1_000} s.`, "Look again.")]),
      within,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Looks at one thing, whatever comes of it. */
export const examine = async (
  check: string,
  look: () => Promise<readonly Symptom[]>,
  within: number = patience.other,
): Promise<readonly Diagnosis[]> => {
  const looked = async () => {
    try {
      return await look();
    } catch (error) {
      return [foundBy(error)];
    }
  };
  return (await overdue(looked(), within)).map((found) => ({ check, ...found }));
};

/** Notices of a check that stands in nothing's way; `says` is what is well, if there is none. */
export const noticed = (notices: readonly string[], says: string): readonly Symptom[] =>
  notices.length === 0 ? [well(says)] : notices.map((notice) => doubtful(notice));
