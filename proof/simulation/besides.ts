/** What of Sarcelle runs beside deployments: it watches whatever happens and tells of it, locked or not, and changes nothing but what it tells. */
const besides = [
  "assessInventory",
  "collectInventory",
  "sweepInventory",
  "tellDeployments",
  "notifyPeople",
  "publishActiveSide",
];

/** Whether an API call is of one of these functions, by the ARN of whose role it was made under. */
export const isBeside = ({ principal = "" }: { readonly principal?: string | undefined }): boolean =>
  besides.some((name) => principal.endsWith(`-${name}`));
