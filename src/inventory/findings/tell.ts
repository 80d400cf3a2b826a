/**
 * Remembers what is open and tells of what changed. A change is first written down with the time until which its writer tells of
 * it: of several who look at once only one can write it, and what one did not live to tell is told by the next.
 */
import { resourceTypes, type TypedArn } from "../model.ts";
import { assess, type LogGroup } from "./findings.ts";
import type { Scene } from "./rule.ts";
import type { Finding } from "./schema.ts";

export interface StoredFinding {
  readonly finding: Finding;
  /** Grows with each write: what a later write is held against. */
  readonly number: number;
  /** Not told yet, and until then somebody is about to. */
  readonly tellingUntil?: number;
}

export interface FindingStore {
  /** All that are open, and those closed of which nobody has told yet. */
  read(): Promise<readonly StoredFinding[]>;
  /** Puts a finding in the place of `before`. Answers false, and changes nothing, if somebody else wrote meanwhile. */
  replace(before: StoredFinding | undefined, after: StoredFinding): Promise<boolean>;
  /** Forgets a finding, if nobody else wrote meanwhile. */
  forget(stored: StoredFinding): Promise<void>;
}

export interface TellingPorts {
  readonly store: FindingStore;
  /** Of these, the findings of which the scene can say that they are over. */
  readonly decidable: (findings: readonly Finding[]) => Promise<readonly Finding[]>;
  /** Sends them; answers those that were taken. */
  readonly send: (findings: readonly Finding[]) => Promise<readonly Finding[]>;
  readonly log: LogGroup;
  /** For how long a writer may be about to tell, in milliseconds: the longest that a function runs. */
  readonly leaseMilliseconds: number;
}

/** The resource that a finding is about; undefined if it is of a type that the inventory does not hold. */
export const resourceOf = ({ resource: { type, arn } }: Finding): TypedArn | undefined => {
  const known = resourceTypes.find((each) => each === type);
  return known === undefined ? undefined : { type: known, arn };
};

const words = ({ seenAt: _, ...rest }: Finding): string => JSON.stringify(rest);

/** Assesses a scene, and answers what was told. Throws if something could not be sent; it will be told the next time. */
export const tellFindings = async (
  scene: Scene,
  { store, decidable, send, log, leaseMilliseconds }: TellingPorts,
): Promise<readonly Finding[]> => {
  const stored = new Map((await store.read()).map((each) => [each.finding.id, each]));
  const previous = [...stored.values()].map(({ finding }) => finding).filter(({ status }) => status === "open");
  const { opened, relevelled, open, closed } = assess(scene, await decidable(previous), log);
  const news = [...opened, ...relevelled, ...closed];
  const isNews = new Set(news.map(({ id }) => id));

  const abandoned = [...stored.values()]
    .filter(({ finding, tellingUntil }) => !isNews.has(finding.id) && (tellingUntil ?? Infinity) <= scene.now)
    .map(({ finding }) => finding);
  const claimed: StoredFinding[] = [];
  for (const finding of [...news, ...abandoned]) {
    const before = stored.get(finding.id);
    const after = { finding, number: (before?.number ?? 0) + 1, tellingUntil: scene.now + leaseMilliseconds };
    // Another run's opening: it has told, or will.
    if (before?.finding.status === "open" && opened.includes(finding)) continue;
    if (await store.replace(before, after)) claimed.push(after);
  }
  for (const finding of open.filter(({ id }) => !isNews.has(id))) {
    const before = stored.get(finding.id);
    if (before !== undefined && words(before.finding) !== words(finding) && before.tellingUntil === undefined)
      await store.replace(before, { finding, number: before.number + 1 });
  }

  const told = await send(claimed.map(({ finding }) => finding));
  for (const each of claimed.filter(({ finding }) => told.includes(finding))) {
    const { tellingUntil: _, ...settled } = each;
    if (each.finding.status === "closed") await store.forget(each);
    else await store.replace(each, { ...settled, number: each.number + 1 });
  }
  if (told.length < claimed.length)
    throw new Error(`${claimed.length - told.length} of ${claimed.length} findings could not be sent; they will be.`);
  return told;
};
