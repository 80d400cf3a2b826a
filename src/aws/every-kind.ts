import type { Kind } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { type Clients, resourceKinds } from "../resources/kinds.ts";
import { registration } from "./registration-kind.ts";
import type { Table } from "./table.ts";

/** Every kind that there is, for the rollback, which must be able to undo whatever a journal holds. */
export const everyKind = (clients: Clients, table: Table): Record<Kind, ResourceKind> => ({
  ...resourceKinds(clients),
  registration: registration(table),
});
