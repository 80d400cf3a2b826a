import type { Service, Surroundings } from "../../world/service.ts";
import { ecrOperations } from "./operations.ts";

/** Amazon ECR without any repository: who deploys functions as archives asks whether there are images, and no more. */
export const createEcr = (surroundings: Pick<Surroundings, "account" | "region">): Service => ({
  name: "ecr",
  operations: ecrOperations(surroundings),
  state: () => ({}),
});
