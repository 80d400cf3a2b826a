/** Shell lines that have the AWS CLI take a role from that of the agent's machine, and anew whenever a session is over. */
export const agentProfile = (role: string): readonly string[] => [
  "AWS_CONFIG_FILE=$(mktemp)",
  `printf '[profile sarcelle]\\nrole_arn = ${role}\\ncredential_source = Ec2InstanceMetadata\\n' > "$AWS_CONFIG_FILE"`,
  "AWS_PROFILE=sarcelle",
  "export AWS_CONFIG_FILE AWS_PROFILE",
];
