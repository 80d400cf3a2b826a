import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { ssmOperations } from "./operations.ts";
import type { StoredParameter } from "./parameter.ts";

/** AWS Systems Manager, of which there is the parameter store. */
export const createSsm = (surroundings: Surroundings): Service => {
  const parameters = createRecords<StoredParameter>(surroundings.clock, surroundings.lag);
  return {
    name: "ssm",
    operations: ssmOperations({ surroundings, parameters }),
    state: () => ({ parameters: Object.fromEntries(parameters.values().map((each) => [each.name, each])) }),
  };
};
