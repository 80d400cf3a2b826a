import * as z from "zod";

/** An ISO 8601 time, or milliseconds since the epoch, as milliseconds. */
export const time = z.union([z.string(), z.number()]).transform((value, context) => {
  // Not every number is a time: a date ends at 8.64e15 milliseconds in either direction.
  const milliseconds = new Date(value).getTime();
  if (Number.isFinite(milliseconds)) return milliseconds;
  context.addIssue({ code: "custom", message: `'${value}' is not a time` });
  return z.NEVER;
});

/** A list of which some members may be of another shape than expected; those are left out. */
const strings = z.array(z.unknown()).transform((all) => all.filter((each) => typeof each === "string"));

/** What every EventBridge event has. All else that it may have is let through. */
export const envelope = z.object({
  id: z.string().default(""),
  source: z.string(),
  "detail-type": z.string(),
  account: z.string().default(""),
  region: z.string().default(""),
  time,
  // CloudTrail's events have none.
  resources: strings.nullish().transform((list) => list ?? []),
  detail: z.record(z.string(), z.unknown()).default({}),
});
export type Envelope = z.infer<typeof envelope>;

/** A record as CloudTrail writes it: the `detail` of an event, or a line of a trail's file. */
export const cloudTrailRecord = z.object({
  eventID: z.string().default(""),
  eventSource: z.string(),
  eventName: z.string(),
  eventTime: time,
  awsRegion: z.string().default(""),
  recipientAccountId: z.string().optional(),
  errorCode: z.string().nullish(),
  readOnly: z.boolean().nullish(),
  userIdentity: z
    .object({
      arn: z.string().nullish(),
      accountId: z.string().nullish(),
      principalId: z.string().nullish(),
      invokedBy: z.string().nullish(),
      type: z.string().nullish(),
    })
    .nullish()
    .catch(null),
  requestParameters: z.unknown().optional(),
  responseElements: z.unknown().optional(),
});
export type CloudTrailRecord = z.infer<typeof cloudTrailRecord>;
