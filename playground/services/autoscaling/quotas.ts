/** How many groups an account can have in a region: DescribeAccountLimits shows it. */
export const mostGroups = 500;
