/**
 * What CloudWatch says of a dashboard's body that is wrong.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import * as z from "zod";
import { AwsError } from "../../world/aws-error.ts";

const widget = z.looseObject({
  type: z.enum(["metric", "text", "log", "alarm", "explorer"]),
  x: z.int().min(0).max(23).optional(),
  y: z.int().min(0).optional(),
  width: z.int().min(1).max(24).optional(),
  height: z.int().min(1).max(1_000).optional(),
  properties: z.looseObject({}),
});

const metricProperties = z.looseObject({
  region: z.string(),
  metrics: z
    .array(z.array(z.union([z.string(), z.looseObject({})])).min(1))
    .min(1)
    .max(500),
  stat: z.string().optional(),
  period: z.number().optional(),
  title: z.string().optional(),
});

const propertiesOf = {
  metric: z.union([metricProperties, z.looseObject({ annotations: z.looseObject({ alarms: z.array(z.string()) }) })]),
  text: z.looseObject({ markdown: z.string().max(30_000) }),
  log: z.looseObject({ region: z.string(), query: z.string() }),
  alarm: z.looseObject({ alarms: z.array(z.string()).min(1).max(100) }),
  explorer: z.looseObject({}),
};

const body = z.looseObject({ widgets: z.array(widget).max(500) });

const invalid = (issues: readonly { readonly path: PropertyKey; readonly message: string }[]) =>
  new AwsError(
    "InvalidParameterInput",
    `The dashboard body is invalid, there are ${issues.length} validation errors: ${JSON.stringify(
      issues.map(({ path, message }) => ({ dataPath: String(path), message })),
    )}`,
  );

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid([{ path: "/", message: "The field DashboardBody must be a valid JSON object" }]);
  }
};

/** Throws InvalidParameterInput for what is no dashboard. */
export const checkDashboard = (text: string): void => {
  const outline = body.safeParse(parsed(text));
  if (!outline.success)
    throw invalid(outline.error.issues.map(({ path, message }) => ({ path: `/${path.join("/")}`, message })));
  for (const [index, { type, properties }] of outline.data.widgets.entries()) {
    const { success, error } = propertiesOf[type].safeParse(properties);
    if (!success)
      throw invalid(
        error.issues.map(({ path, message }) => ({ path: `/widgets/${index}/properties/${path.join("/")}`, message })),
      );
  }
};
