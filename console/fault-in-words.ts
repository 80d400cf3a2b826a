/** What is broken in a playground, as a person says it. */
import * as z from "zod";

/** As the playground lists it. */
export const listedFault = z.object({
  id: z.string(),
  /** `elasticloadbalancing:ModifyListener`, `instance:i-1`, `link:i-1`, `zone:eu-west-1a`, `listener:8080`. */
  target: z.string(),
  fault: z.string(),
  nth: z.number().optional(),
  times: z.number().optional(),
  probability: z.number().optional(),
  milliseconds: z.number().optional(),
  bytes: z.number().optional(),
  principal: z.string().optional(),
  /** How often it has struck. */
  fired: z.number(),
});
type Fault = z.infer<typeof listedFault>;

const often = ({ nth, times, probability }: Fault): readonly string[] => [
  ...(probability === undefined ? [] : [`${Math.round(probability * 100)} % of them`]),
  ...(nth === undefined ? [] : [`from number ${nth} on`]),
  ...(times === undefined && nth === undefined ? [] : [`${times ?? 1} in all`]),
];

/** One line: where, what, how often, and how often so far. */
export const faultInWords = (fault: Fault): string => {
  const { milliseconds, bytes, principal, fired } = fault;
  const more = [
    ...(milliseconds === undefined ? [] : [`${milliseconds} ms`]),
    ...(bytes === undefined ? [] : [`${bytes} bytes`]),
    ...(principal === undefined ? [] : [`for ${principal}`]),
    ...often(fault),
  ];
  return `${fault.target}: ${[fault.fault, ...more].join(", ")}; struck ${fired === 1 ? "once" : `${fired} times`} so far`;
};
