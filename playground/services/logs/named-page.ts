import { invalidLogsParameter } from "./group.ts";

/** The error of a token that this service never gave (recorded). */
export const invalidToken = (): Error => invalidLogsParameter("The specified nextToken is invalid.");

const encoded = (name: string) => Buffer.from(`after ${name}`).toString("base64");

const afterName = (token: string): string => {
  const [, name] = /^after (.+)$/s.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (name === undefined) throw invalidToken();
  return name;
};

const inOrder = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

/** A page of what has a name, in the order of names ("ASCII-sorted") or of `before`; what came or went in between moves no other. */
export const namedPage = <Item extends { readonly name: string }>(
  all: readonly Item[],
  { limit = 50, nextToken }: { readonly limit?: number | undefined; readonly nextToken?: string | undefined },
  pageSize: number,
  compare: (a: Item, b: Item) => number = inOrder,
): { readonly items: readonly Item[]; readonly nextToken: { readonly nextToken?: string } } => {
  const sorted = all.toSorted(compare);
  const last = nextToken === undefined ? undefined : afterName(nextToken);
  const start = last === undefined ? 0 : sorted.findIndex(({ name }) => name === last) + 1;
  const items = sorted.slice(start, start + Math.min(limit, pageSize));
  const end = items.at(-1);
  return {
    items,
    nextToken: end !== undefined && end !== sorted.at(-1) ? { nextToken: encoded(end.name) } : {},
  };
};
