/** JSON that somebody saved of AWS's answers, read as the answers' model has them. */
import type { Member, Shape, Structure } from "../gateway/codec/shapes.ts";

const kindOf = (value: unknown): string => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value);

const articles: Readonly<Record<string, string>> = { structure: "an object", list: "a list", map: "an object" };

const timeIn = (value: unknown): Date | undefined => {
  const time = typeof value === "number" ? new Date(value * 1000) : new Date(String(value));
  return Number.isNaN(time.getTime()) ? undefined : time;
};

type Complain = (problem: string) => undefined;

const readMembers = ({ members }: Structure, value: object, at: string, complain: Complain) => {
  const known = new Map(members.map((member): [string, Member] => [member.name, member]));
  const read: Record<string, unknown> = {};
  for (const [name, held] of Object.entries(value)) {
    const member = known.get(name);
    if (member === undefined) complain(`${at}.${name}: AWS answers no such member`);
    else if (held !== null && held !== undefined) read[name] = readValue(member.shape, held, `${at}.${name}`, complain);
  }
  return read;
};

const readValue = (shape: Shape, value: unknown, at: string, complain: Complain): unknown => {
  const wrong = () => complain(`${at}: expected ${articles[shape.kind] ?? `a ${shape.kind}`}, not ${kindOf(value)}`);
  switch (shape.kind) {
    case "structure":
      return kindOf(value) === "object" ? readMembers(shape, value as object, at, complain) : wrong();
    case "list":
      if (!Array.isArray(value)) return wrong();
      return value.map((item, index) => readValue(shape.item.shape, item, `${at}[${index}]`, complain));
    case "map": {
      if (kindOf(value) !== "object") return wrong();
      const entries = Object.entries(value as object);
      return Object.fromEntries(
        entries.map(([key, held]) => [key, readValue(shape.value.shape, held, `${at}.${key}`, complain)]),
      );
    }
    case "timestamp":
      return timeIn(value) ?? wrong();
    default:
      return typeof value === shape.kind ? value : wrong();
  }
};

/**
 * A value as the SDK would have answered it: times are dates. Each member that the model does not know, and each value of another
 * kind than it says, is told with its place.
 */
export const readAnswer = (
  shape: Shape,
  value: unknown,
  at: string,
): { readonly read: unknown; readonly problems: readonly string[] } => {
  const problems: string[] = [];
  const read = readValue(shape, value, at, (problem) => void problems.push(problem));
  return { read, problems };
};
