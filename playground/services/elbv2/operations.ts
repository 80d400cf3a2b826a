import type { AnyOperation } from "../../world/service.ts";
import type { Elbv2Context } from "./context.ts";
import { createListener } from "./operations/create-listener.ts";
import { createLoadBalancer } from "./operations/create-load-balancer.ts";
import { createRule } from "./operations/create-rule.ts";
import { createTargetGroup } from "./operations/create-target-group.ts";
import { deleteListener } from "./operations/delete-listener.ts";
import { deleteLoadBalancer } from "./operations/delete-load-balancer.ts";
import { deleteRule } from "./operations/delete-rule.ts";
import { deleteTargetGroup } from "./operations/delete-target-group.ts";
import { deregisterTargets } from "./operations/deregister-targets.ts";
import { describeLoadBalancingLimits } from "./operations/describe-account-limits.ts";
import { describeListenerCertificates } from "./operations/describe-listener-certificates.ts";
import { describeListeners } from "./operations/describe-listeners.ts";
import { describeLoadBalancers } from "./operations/describe-load-balancers.ts";
import { describeRules } from "./operations/describe-rules.ts";
import { describeSslPolicies } from "./operations/describe-ssl-policies.ts";
import { describeTargetGroups } from "./operations/describe-target-groups.ts";
import { describeTargetHealth } from "./operations/describe-target-health.ts";
import { describeListenerAttributes, modifyListenerAttributes } from "./operations/listener-attributes.ts";
import { addListenerCertificates, removeListenerCertificates } from "./operations/listener-certificates.ts";
import { describeLoadBalancerAttributes, modifyLoadBalancerAttributes } from "./operations/load-balancer-attributes.ts";
import { modifyListener } from "./operations/modify-listener.ts";
import { modifyRule } from "./operations/modify-rule.ts";
import { modifyTargetGroup } from "./operations/modify-target-group.ts";
import { registerTargets } from "./operations/register-targets.ts";
import { setRulePriorities } from "./operations/set-rule-priorities.ts";
import { setSecurityGroups } from "./operations/set-security-groups.ts";
import { addTags, describeTags, removeTags } from "./operations/tags.ts";
import { describeTargetGroupAttributes, modifyTargetGroupAttributes } from "./operations/target-group-attributes.ts";

/** Elastic Load Balancing's operations by AWS's names. */
export const elbv2Operations = (context: Elbv2Context): Readonly<Record<string, AnyOperation>> => ({
  AddListenerCertificates: addListenerCertificates(context),
  AddTags: addTags(context),
  CreateListener: createListener(context),
  CreateLoadBalancer: createLoadBalancer(context),
  CreateRule: createRule(context),
  CreateTargetGroup: createTargetGroup(context),
  DeleteListener: deleteListener(context),
  DeleteLoadBalancer: deleteLoadBalancer(context),
  DeleteRule: deleteRule(context),
  DeleteTargetGroup: deleteTargetGroup(context),
  DeregisterTargets: deregisterTargets(context),
  DescribeAccountLimits: describeLoadBalancingLimits(context),
  DescribeListenerAttributes: describeListenerAttributes(context),
  DescribeListenerCertificates: describeListenerCertificates(context),
  DescribeListeners: describeListeners(context),
  DescribeLoadBalancerAttributes: describeLoadBalancerAttributes(context),
  DescribeLoadBalancers: describeLoadBalancers(context),
  DescribeRules: describeRules(context),
  DescribeSSLPolicies: describeSslPolicies(context),
  DescribeTags: describeTags(context),
  DescribeTargetGroupAttributes: describeTargetGroupAttributes(context),
  DescribeTargetGroups: describeTargetGroups(context),
  DescribeTargetHealth: describeTargetHealth(context),
  ModifyListener: modifyListener(context),
  ModifyListenerAttributes: modifyListenerAttributes(context),
  ModifyLoadBalancerAttributes: modifyLoadBalancerAttributes(context),
  ModifyRule: modifyRule(context),
  ModifyTargetGroup: modifyTargetGroup(context),
  ModifyTargetGroupAttributes: modifyTargetGroupAttributes(context),
  RegisterTargets: registerTargets(context),
  RemoveListenerCertificates: removeListenerCertificates(context),
  RemoveTags: removeTags(context),
  SetRulePriorities: setRulePriorities(context),
  SetSecurityGroups: setSecurityGroups(context),
});
