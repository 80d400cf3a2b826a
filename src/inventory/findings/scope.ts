/** What is assessed together: the environments whose rows changed, or were passed by a sweep, a few at a time. */
import * as z from "zod";
import { environmentOf, type Row } from "../model.ts";

/** `""` among the environments is what is nobody's. */
const scopeSchema = z.strictObject({
  environments: z.array(z.string()).readonly(),
  /** What is true once for the installation is looked at too: at the end of a sweep. */
  installation: z.literal(true).exactOptional(),
});

export type Scope = Readonly<z.infer<typeof scopeSchema>>;

/** How many environments are asked for with one message, and looked at together: nobody reads the rows of all at once. */
const mostTogether = 25;

/** A scope in parts that are looked at one after another. */
export const partsOfScope = ({ environments, ...once }: Scope): readonly Scope[] => [
  ...Array.from({ length: Math.ceil(environments.length / mostTogether) }, (_, at) => ({
    environments: environments.slice(at * mostTogether, (at + 1) * mostTogether),
  })),
  ...(once.installation ? [{ environments: [], ...once }] : []),
];

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
  const scopes = bodies.flatMap((body) => parsed(body) ?? []);
  const environments = [...new Set(scopes.flatMap((scope) => scope.environments))].sort();
  return { environments, ...(scopes.some(({ installation }) => installation) ? { installation: true } : {}) };
};
