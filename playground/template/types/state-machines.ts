import * as z from "zod";
import { document, resourceType, tagRecord, tags, truth } from "../resource-type.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
export const stateMachine = resourceType(
  z
    .strictObject({
      StateMachineName: z.string().max(80).optional(),
      StateMachineType: z.literal("STANDARD").optional(),
      DefinitionString: z.string().optional(),
      Definition: document.optional(),
      DefinitionSubstitutions: z.record(z.string(), z.coerce.string()).optional(),
      RoleArn: z.string(),
      TracingConfiguration: z.strictObject({ Enabled: truth }).optional(),
      Tags: tags.optional(),
    })
    .refine((properties) => (properties.DefinitionString === undefined) !== (properties.Definition === undefined), {
      path: ["DefinitionString"],
      message: "exactly one of DefinitionString and Definition must be given",
    }),
  async (properties, { handlers, madeUpName }) => {
    const name = properties.StateMachineName ?? madeUpName;
    const substitutions = properties.DefinitionSubstitutions ?? {};
    // Only names that are given are replaced; a `${` of a state machine's own text stays as it is.
    const definition = (properties.DefinitionString ?? JSON.stringify(properties.Definition)).replace(
      /\$\{([^}]+)\}/g,
      (whole, key: string) => substitutions[key] ?? whole,
    );
    const arn = await handlers.createStateMachine({
      name,
      definition,
      roleArn: properties.RoleArn,
      tags: tagRecord(properties.Tags),
    });
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  },
);
