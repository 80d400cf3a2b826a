import type {
  Capability,
  GetTemplateCommandInput,
  GetTemplateCommandOutput,
  ValidateTemplateCommandInput,
  ValidateTemplateCommandOutput,
} from "@aws-sdk/client-cloudformation";
import { operation } from "../../../world/service.ts";
import { changeSetNamed } from "../change-set.ts";
import type { CloudFormationContext } from "../context.ts";
import { neededCapability, requestOf, templateOf } from "../request.ts";
import { stackNamed } from "../stack-lookup.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export const getTemplate = (cloudFormation: CloudFormationContext) =>
  operation<GetTemplateCommandInput, GetTemplateCommandOutput>({
    accepts: ["StackName", "ChangeSetName", "TemplateStage"],
    run({ StackName, ChangeSetName }) {
      const request =
        ChangeSetName === undefined
          ? stackNamed(cloudFormation, StackName, (name) => `Stack with id ${name} does not exist`).request
          : changeSetNamed(cloudFormation, ChangeSetName, StackName)[1].request;
      return { TemplateBody: request?.text, StagesAvailable: ["Original", "Processed"] };
    },
  });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate = (cloudFormation: CloudFormationContext) =>
  operation<ValidateTemplateCommandInput, ValidateTemplateCommandOutput>({
    accepts: ["TemplateBody", "TemplateURL"],
    run(input) {
      const request = requestOf(cloudFormation, input);
      const template = templateOf(cloudFormation, request, { id: "", name: "" });
      const needed = neededCapability(template);
      const iam = Object.values(template.resources).flatMap(({ Type }) =>
        Type.startsWith("AWS::IAM::") ? [Type] : [],
      );
      return {
        Description: template.description,
        Parameters: Object.entries(template.declaredParameters).map(([ParameterKey, { Default }]) => ({
          ParameterKey,
          DefaultValue: Default === undefined ? undefined : String(Default),
          NoEcho: false,
        })),
        Capabilities: needed === undefined ? undefined : [needed as Capability],
        CapabilitiesReason:
          needed === undefined
            ? undefined
            : `The following resource(s) require capabilities: [${[...new Set(iam)].join(", ")}]`,
      };
    },
  });
