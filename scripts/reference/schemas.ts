import * as z from "zod";
import { followedLineSchema } from "../../command/deployments/followed-line.ts";
import { registrationSchema } from "../../src/deployment/environment.ts";
import { releaseSchema } from "../../src/deployment/request.ts";
import { deploymentEventSchema } from "../../src/notifications/schema.ts";
import { deployedParts } from "./parts.ts";

/** JSON files that are made of others, by their paths from the root. */
export const madeFiles: Readonly<Record<string, () => object>> = {
  "command/doctor/parts.json": deployedParts,
};

/**
 * What an editor checks a file against while it is written, and what is told of deployments: JSON schemas by their paths from the root.
 * What one field says of another is checked by `sarcelle env check`.
 */
export const schemaFiles: Readonly<Record<string, () => object>> = {
  "docs/environment.schema.json": () => ({
    title: "An environment of Sarcelle",
    ...z.toJSONSchema(registrationSchema, { io: "input" }),
  }),
  "docs/release.schema.json": () => ({
    title: "A release, as Sarcelle deploys it",
    ...z.toJSONSchema(releaseSchema, { io: "input" }),
  }),
  "docs/followed-line.schema.json": () => z.toJSONSchema(followedLineSchema),
  "docs/deployment-event.schema.json": () => z.toJSONSchema(deploymentEventSchema),
};
