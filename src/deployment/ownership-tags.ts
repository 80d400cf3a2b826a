/** The tags that say whose a resource is, and which side of it. */
export const ownershipTags = { environment: "sarcelle:environment", side: "sarcelle:side" } as const;
