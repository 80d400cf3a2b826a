import type { RequestLaunchTemplateData, ValidationWarning } from "@aws-sdk/client-ec2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { checkUserData, instanceTags, securityGroupIds } from "./launch-parameters.ts";
import type { Resources } from "./resources.ts";

/** Refuses data that no launch template may hold. What merely cannot be launched is a warning: see `warningOf`. */
export const checkData = (data: RequestLaunchTemplateData): void => {
  if (Object.values(data).every((value) => value === undefined))
    throw new AwsError("MissingParameter", "The request must contain the parameter LaunchTemplateData");
  const { ImageId } = data;
  if (ImageId?.startsWith("resolve:ssm:")) throw new NotEmulated("images by SSM parameter (resolve:ssm:…)");
  if (ImageId !== undefined && !/^ami-[0-9a-z]+$/.test(ImageId))
    throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${ImageId}" (expecting "ami-...")`);
  if (data.InstanceType !== undefined && !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(data.InstanceType))
    throw new AwsError("InvalidParameterValue", `Invalid value '${data.InstanceType}' for InstanceType.`);
  checkUserData(data.UserData);
  instanceTags(data);
};

/**
 * AWS creates a launch template that names things that do not exist, and warns: "If the launch template contains parameters
 * or parameter combinations that are not valid, an error code and an error message are returned for each issue".
 */
export const warningOf = (data: RequestLaunchTemplateData, resources: Resources): ValidationWarning | undefined => {
  const errors = [
    ...(data.ImageId !== undefined && resources.image.get(data.ImageId) === undefined
      ? [{ Code: "InvalidAMIID.NotFound", Message: `The image id '[${data.ImageId}]' does not exist` }]
      : []),
    ...securityGroupIds(data)
      .filter((id) => resources["security-group"].get(id) === undefined)
      .map((id) => ({ Code: "InvalidGroup.NotFound", Message: `The security group '${id}' does not exist` })),
  ];
  return errors.length === 0 ? undefined : { Errors: errors };
};
