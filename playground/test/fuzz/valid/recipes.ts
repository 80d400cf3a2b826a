import { autoScaling } from "./auto-scaling.ts";
import { ec2 } from "./ec2.ts";
import { loadBalancing } from "./load-balancing.ts";
import { events, sns, sqs } from "./messages.ts";
import type { Recipes } from "./recipe.ts";
import { cloudFormation, lambda, states } from "./running.ts";
import { acm, dynamoDb, iam, s3, serviceQuotas, sts } from "./storing.ts";
import { cloudTrail, logs, monitoring } from "./watching.ts";

/** By signing name. */
export const recipes: Readonly<Record<string, Recipes>> = {
  acm,
  autoscaling: autoScaling,
  cloudformation: cloudFormation,
  cloudtrail: cloudTrail,
  dynamodb: dynamoDb,
  ec2,
  ecr: {},
  elasticloadbalancing: loadBalancing,
  events,
  iam,
  lambda,
  logs,
  monitoring,
  s3,
  servicequotas: serviceQuotas,
  sns,
  sqs,
  states,
  sts,
};
