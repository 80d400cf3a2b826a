import type { Identity } from "../../identity/identity.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { iamOperations } from "./operations.ts";

/** AWS IAM: the roles and instance profiles of an account, the same in every region. */
export const createIam = (surroundings: Surroundings, identity: Identity): Service => ({
  name: "iam",
  operations: iamOperations({ surroundings, identity }),
  state: () => ({
    roles: Object.fromEntries(identity.roles().map((role) => [role.name, role])),
    instanceProfiles: Object.fromEntries(identity.instanceProfiles().map((profile) => [profile.name, profile])),
  }),
});
