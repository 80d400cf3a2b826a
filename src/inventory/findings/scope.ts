/** What is assessed together: the environments whose rows changed, or everything. */
import * as z from "zod";
import { environmentOf, type Row } from "../model.ts";

/** `""` among the environments is what is nobody's. */
const scopeSchema = z.strictObject({
  environments: z.union([z.literal("all"), z.array(z.string()).readonly()]),
});

export type Scope = Readonly<z.infer<typeof scopeSchema>>;

export const everything: Scope = { environments: "all" };

/** The environments of these rows, of which some may have lost what another has now. */
export const scopeOf = (recorded: readonly { readonly before: Row | undefined; readonly after: Row }[]): Scope => {
  const rows = recorded.flatMap(({ before, after }) => (before === undefined ? [after] : [before, after]));
  return { environments: [...new Set(rows.map(environmentOf))].sort() };
};

const parsed = (body: string): Scope | undefined => {
  try {
    return scopeSchema.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
};

/** What a batch of messages asks for, each once: all of it is one look. Nonsense asks for nothing. */
export const scopeOfMessages = (bodies: readonly string[]): Scope => {
  const scopes = bodies.flatMap((body) => parsed(body)?.environments ?? []);
  return scopes.includes("all") ? everything : { environments: [...new Set(scopes)].sort() };
};
