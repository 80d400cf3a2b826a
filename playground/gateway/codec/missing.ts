import type { Member, Shape } from "./shapes.ts";

/** The way to a member from the input's top: members, and the numbers (from 1) or keys of what they hold. */
export type Path = readonly (Member | string)[];

const none: readonly Path[] = [];

/** The ways to every required member that `value` lacks. AWS reports all of them at once. */
export const missingMembers = (shape: Shape, value: unknown): readonly Path[] => {
  switch (shape.kind) {
    case "structure":
      return shape.members.flatMap((member) => {
        const held = (value as Readonly<Record<string, unknown>>)[member.name];
        if (held !== undefined) return below(missingMembers(member.shape, held), member);
        return member.required ? [[member]] : none;
      });
    case "list":
      return (value as readonly unknown[]).flatMap((item, index) =>
        below(missingMembers(shape.item.shape, item), String(index + 1), shape.item),
      );
    case "map":
      return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([key, item]) =>
        below(missingMembers(shape.value.shape, item), key, shape.value),
      );
    default:
      return none;
  }
};

/** The same ways from further up. */
const below = (paths: readonly Path[], ...steps: Path): readonly Path[] =>
  paths.length === 0 ? none : paths.map((path) => [...steps, ...path]);

/** AWS's text for missing required members: "1 validation error detected: Value null at 'name' failed …". */
export const validationErrors = (missing: readonly Path[]): string => {
  const found = missing.length === 1 ? "1 validation error detected" : `${missing.length} validation errors detected`;
  const each = missing.map((path) => {
    const name = path.map((step) => (typeof step === "string" ? step : uncapitalised(step.name))).join(".");
    return `Value null at '${name}' failed to satisfy constraint: Member must not be null`;
  });
  return `${found}: ${each.join("; ")}`;
};

const uncapitalised = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
