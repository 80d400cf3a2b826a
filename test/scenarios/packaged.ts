import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { packageService } from "../../scripts/packaging.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The packaged CloudFormation template that every world deploys. */
    readonly template: string;
  }
}

/** Before the first scenario: packages the service once, unless nothing changed since the last time. */
export default async (project: TestProject): Promise<void> => {
  const { template } = await packageService(join(import.meta.dirname, "../.."));
  project.provide("template", template);
};
