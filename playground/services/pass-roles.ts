import type { Need } from "../world/service.ts";

/**
 * iam:PassRole on every role that is handed to a service (`states.amazonaws.com`); none for what is left out or empty.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export const passRoles = (roles: readonly (string | undefined)[], service: string): readonly Need[] =>
  [...new Set(roles.filter((role) => role !== undefined && role !== ""))].map((role) => ({
    action: "iam:PassRole",
    resource: role ?? "",
    context: { "iam:passedtoservice": service },
  }));
