import {
  DescribeTargetGroupAttributesCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroupAttribute,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Plain, plain } from "../resources/described/plain.ts";

type Attributes = readonly Plain<TargetGroupAttribute>[];

/** Reads the attributes of a target group, by its ARN. */
export type AttributesOf = (targetGroupArn: string) => Promise<Attributes>;

/** Reads each target group's attributes once, whoever asks: AWS describes those of one at a time, by calls of which all of an account share a few. */
export const readingAttributes = (client: ElasticLoadBalancingV2Client): AttributesOf => {
  const read = new Map<string, Attributes>();
  return async (TargetGroupArn) => {
    const known = read.get(TargetGroupArn);
    if (known !== undefined) return known;
    const { Attributes } = await client.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    const attributes = plain(Attributes ?? []);
    read.set(TargetGroupArn, attributes);
    return attributes;
  };
};

/** The value of an attribute; undefined if it is not there. */
export const attributeValue = (attributes: Attributes, key: string): string | undefined =>
  attributes.find(({ Key }) => Key === key)?.Value;
