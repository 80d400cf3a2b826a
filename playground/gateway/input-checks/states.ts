import type { ServiceConstraints } from "./constraint.ts";

const machineTypes = ["STANDARD", "EXPRESS"];
const taskToken = { length: [1, 2048] } as const;
const error = { length: [0, 256] } as const;
const cause = { length: [0, 32_768] } as const;

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html */
export const statesConstraints: ServiceConstraints = {
  CreateStateMachine: { type: { oneOf: machineTypes } },
  RedriveExecution: { clientToken: { length: [1, 64] } },
  SendTaskFailure: { taskToken, error, cause },
  SendTaskHeartbeat: { taskToken },
  SendTaskSuccess: { taskToken, output: { length: [0, 262_144] } },
  StopExecution: { error, cause },
  ValidateStateMachineDefinition: {
    definition: { length: [1, 1_048_576] },
    type: { oneOf: machineTypes },
    severity: { oneOf: ["ERROR", "WARNING"] },
    maxResults: { range: [0, 100] },
  },
};
