/** When a lifecycle hook makes instances wait, in AWS's words. */
export const launching = "autoscaling:EC2_INSTANCE_LAUNCHING";
export const terminating = "autoscaling:EC2_INSTANCE_TERMINATING";

export const lifecycleTransitions = [launching, terminating];
