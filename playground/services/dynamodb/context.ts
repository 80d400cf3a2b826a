import type { Surroundings } from "../../world/service.ts";
import type { Engine } from "./engine.ts";
import type { DynamoDbJson } from "./engine-error.ts";
import type { TableSettings } from "./table-settings.ts";
import type { InTurn } from "./turns.ts";

/** What is known of a table besides dynalite. */
export interface Table {
  readonly schema: DynamoDbJson;
  readonly settings: TableSettings;
  readonly tags: Readonly<Record<string, string>>;
}

/** What every operation of DynamoDB works on. */
export interface DynamoDbContext {
  readonly surroundings: Pick<Surroundings, "clock" | "random" | "account" | "region">;
  readonly engine: Engine;
  /** The tables by name, kept in step with dynalite's. */
  readonly tables: Map<string, Table>;
  readonly inTurn: InTurn;
}

/** An operation on DynamoDB's JSON; a rejection is an EngineError or an AwsError. */
export type DynamoDbOperation = (input: DynamoDbJson) => Promise<DynamoDbJson>;
