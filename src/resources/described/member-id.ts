/** The id of what belongs to an Auto Scaling group. A group's name may hold a slash, which is escaped; never a colon. */
export const memberId = (group: string, name: string): string =>
  `${group.replaceAll("%", "%25").replaceAll("/", "%2F")}/${name}`;
