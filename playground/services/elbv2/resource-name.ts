import { validationError } from "../constraints.ts";

/**
 * Refuses a name that AWS would: "must contain only alphanumeric characters or hyphens, and must not begin or end with a
 * hyphen", at most 32. `kind` is `Target group` or `Load balancer`.
 */
export const checkResourceName = (name: string, kind: "Target group" | "Load balancer"): void => {
  const refuse = (why: string) => {
    throw validationError(`${kind} name '${name}' ${why}`);
  };
  if (name.length === 0) throw validationError(`${kind} name cannot be empty`);
  if (name.length > 32) refuse("cannot be longer than '32' characters");
  if (!/^[A-Za-z0-9-]+$/.test(name))
    refuse("can only contain characters that are alphanumeric characters and hyphens(-)");
  if (name.startsWith("-")) refuse("cannot begin with hyphen");
  if (name.endsWith("-")) refuse("cannot end with hyphen");
};
