import type {
  DescribeAccountAttributesCommandInput,
  DescribeAccountAttributesCommandOutput,
} from "@aws-sdk/client-ec2";
import { ownMember } from "../../../world/own-member.ts";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { invalidValue } from "../errors.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAccountAttributes.html */
export const describeAccountAttributes = ({ resources }: Ec2Context) =>
  operation<DescribeAccountAttributesCommandInput, DescribeAccountAttributesCommandOutput>({
    accepts: ["AttributeNames"],
    run({ AttributeNames = [] }) {
      const values: Readonly<Record<string, string>> = {
        "supported-platforms": "VPC",
        "default-vpc": resources.vpc.values().find(({ isDefault }) => isDefault)?.id ?? "none",
        // "This attribute is no longer supported … the quota is of vCPUs": AWS still answers a number.
        "max-instances": "20",
        "vpc-max-security-groups-per-interface": "5",
        "max-elastic-ips": "5",
        "vpc-max-elastic-ips": "5",
      };
      const asked: readonly string[] = AttributeNames.length === 0 ? Object.keys(values) : AttributeNames;
      return {
        AccountAttributes: asked.map((name) => {
          const value = ownMember(values, name);
          if (value === undefined) throw invalidValue(`Invalid value '${name}' for attributeName.`);
          return { AttributeName: name, AttributeValues: [{ AttributeValue: value }] };
        }),
      };
    },
  });
