import type { Installation } from "../../../command/ci/pipelines.ts";
import { type AnyEnvironment, parseRegistration } from "../../../src/deployment/environment.ts";

export const installation: Installation = {
  stack: "sarcelle-live",
  account: "123456789012",
  region: "eu-west-1",
  partition: "aws",
};

const where = { account: "123456789012", region: "eu-west-1", stage: "live", group: "web" };

/** An environment with two sides. */
export const twoSidedOf = (name: string, more: object = {}): AnyEnvironment =>
  parseRegistration(
    { name, ...where, loadBalancer: "web", listeners: [{ port: 80, placeholders: { blue: 1, green: 2 } }], ...more },
    name,
  );

/** An environment with one side. */
export const oneSidedOf = (name: string): AnyEnvironment => parseRegistration({ name, ...where, sides: 1 }, name);

/** As many as a service with several countries and stages has. */
export const seventeen: readonly AnyEnvironment[] = Array.from({ length: 17 }, (_, index) =>
  twoSidedOf(`ijm-live-${String.fromCharCode(97 + index)}`),
);
