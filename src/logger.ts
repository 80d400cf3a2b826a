/** One line of JSON per message, as CloudWatch Logs Insights reads it. Log where you handle; never a secret. */
export const log = (
  level: "info" | "warn" | "error",
  message: string,
  details: Readonly<Record<string, unknown>> = {},
) => {
  process.stdout.write(`${JSON.stringify({ level, message, ...details })}\n`);
};
