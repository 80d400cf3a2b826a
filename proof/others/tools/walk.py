"""boto3's paginators and waiters of whatever the playground emulates. Prints verdicts as JSON.

A scene has at least three of each thing, and the world's pages hold two. A paginator is right if it finds as many as were made, none of
them twice; a waiter if it ends where it should.
"""

import json
import re
import sys
import time

import boto3
from botocore.client import BaseClient
from botocore.exceptions import WaiterError
from botocore.session import get_session
from world import now, settled, sleep

SERVICES = "acm autoscaling cloudformation cloudwatch dynamodb ec2 ecr elbv2 events lambda logs s3 sns sqs stepfunctions".split()
REFUSED = "PlaygroundNotEmulated"
IMAGE = "ami-00000000000000001"
THREE = ("one", "two", "three")
verdicts = []


def say(group, name, kind, reason=""):
    verdicts.append({"group": group, "name": name, "kind": kind, "reason": reason[:300]})


def clients():
    return {service: boto3.client(service) for service in SERVICES}


def build(c):
    """Three of everything; what later calls need to name."""
    ec2, elb, asg = c["ec2"], c["elbv2"], c["autoscaling"]
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = [s["SubnetId"] for s in ec2.get_paginator("describe_subnets").paginate().build_full_result()["Subnets"]]
    for n in THREE:
        ec2.create_key_pair(KeyName=n)
        ec2.create_security_group(GroupName=n, Description=n, VpcId=vpc)
        ec2.create_launch_template(LaunchTemplateName=n, LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t4g.small"})
        ec2.create_launch_template_version(LaunchTemplateName="one", LaunchTemplateData={"ImageId": IMAGE, "InstanceType": "t4g.small"})
    instances = ec2.run_instances(ImageId=IMAGE, InstanceType="t4g.small", MinCount=3, MaxCount=3)["Instances"]
    ids = [i["InstanceId"] for i in instances]
    ec2.get_waiter("instance_running").wait(InstanceIds=ids)
    balancers = [elb.create_load_balancer(Name=n, Subnets=subnets)["LoadBalancers"][0]["LoadBalancerArn"] for n in THREE]
    target_groups = [elb.create_target_group(Name=n, Protocol="HTTP", Port=8080, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"] for n in THREE]
    elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=balancers)
    elb.get_waiter("target_deregistered").wait(TargetGroupArn=target_groups[0], Targets=[{"Id": ids[0]}])
    fixed = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]
    listeners = [elb.create_listener(LoadBalancerArn=balancers[0], Protocol="HTTP", Port=8080 + i, DefaultActions=fixed)["Listeners"][0]["ListenerArn"] for i in range(3)]
    certificate = [{"CertificateArn": c["acm"].list_certificates()["CertificateSummaryList"][0]["CertificateArn"]}]
    secure = elb.create_listener(LoadBalancerArn=balancers[1], Protocol="HTTPS", Port=443, DefaultActions=fixed, Certificates=certificate, SslPolicy="ELBSecurityPolicy-2016-08")["Listeners"][0]["ListenerArn"]
    forward = [{"Type": "forward", "TargetGroupArn": target_groups[0]}]
    for i, n in enumerate(THREE):
        elb.create_rule(ListenerArn=listeners[0], Priority=i + 1, Conditions=[{"Field": "path-pattern", "Values": [f"/{n}"]}], Actions=forward)
    elb.register_targets(TargetGroupArn=target_groups[0], Targets=[{"Id": i} for i in ids])
    for n in THREE:
        tags = [{"Key": n, "Value": n, "PropagateAtLaunch": True}]
        asg.create_auto_scaling_group(AutoScalingGroupName=n, LaunchTemplate={"LaunchTemplateName": n, "Version": "1"}, MinSize=1, MaxSize=3, DesiredCapacity=1, VPCZoneIdentifier=",".join(subnets), Tags=tags)
    for i, n in enumerate(THREE):
        asg.put_scaling_policy(AutoScalingGroupName="one", PolicyName=n, PolicyType="SimpleScaling", AdjustmentType="ChangeInCapacity", ScalingAdjustment=1)
        asg.put_scheduled_update_group_action(AutoScalingGroupName="one", ScheduledActionName=n, Recurrence=f"0 {i} 1 1 *", DesiredCapacity=1)
    asg.attach_load_balancer_target_groups(AutoScalingGroupName="one", TargetGroupARNs=target_groups)
    asg.set_desired_capacity(AutoScalingGroupName="one", DesiredCapacity=3)
    for n in THREE:
        c["cloudwatch"].put_metric_alarm(AlarmName=n, Namespace="Mine", MetricName=n, Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold")
        c["cloudwatch"].put_metric_data(Namespace="Mine", MetricData=[{"MetricName": n, "Value": 1}])
        c["dynamodb"].create_table(TableName=n, AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}], KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}], BillingMode="PAY_PER_REQUEST", Tags=[{"Key": k, "Value": k} for k in THREE])
        c["events"].put_rule(Name=n, EventPattern='{"source": ["mine"]}')
        c["sns"].create_topic(Name=n)
        c["s3"].create_bucket(Bucket=f"bucket-{n}", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        c["s3"].put_object(Bucket="bucket-one", Key=n, Body=b"x")
        dead = {"RedrivePolicy": json.dumps({"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead", "maxReceiveCount": 1})}
        c["logs"].create_log_group(logGroupName=n)
        c["logs"].create_log_stream(logGroupName="one", logStreamName=n)
        c["logs"].put_log_events(logGroupName="one", logStreamName=n, logEvents=[{"timestamp": int(now() * 1000), "message": n}])
        if n == "one":
            c["sqs"].create_queue(QueueName="dead")
        c["sqs"].create_queue(QueueName=n, Attributes=dead)
    queues = [f"arn:aws:sqs:eu-west-1:123456789012:{n}" for n in THREE]
    for n, queue in zip(THREE, queues):
        c["events"].put_targets(Rule="one", Targets=[{"Id": n, "Arn": queue}])
        c["events"].put_targets(Rule=n, Targets=[{"Id": "same", "Arn": queues[0]}])
        c["sns"].subscribe(TopicArn="arn:aws:sns:eu-west-1:123456789012:one", Protocol="sqs", Endpoint=queue)
    c["dynamodb"].get_waiter("table_exists").wait(TableName="three")
    for n in THREE:
        c["dynamodb"].put_item(TableName="one", Item={"id": {"S": n}})
    return {"balancers": balancers, "listener": listeners[0], "secure": secure, "instances": ids, "target_group": target_groups[0]}


def stacks(c):
    cf = c["cloudformation"]
    resources = {f"Q{n}": {"Type": "AWS::SQS::Queue"} for n in THREE}
    for n in THREE:
        cf.create_stack(StackName=n, TemplateBody=json.dumps({"Resources": resources}))
    for n in THREE:
        cf.get_waiter("stack_create_complete").wait(StackName=n)
    more = json.dumps({"Resources": {**resources, **{f"More{n}": {"Type": "AWS::SQS::Queue"} for n in THREE}}})
    for n in THREE:
        cf.create_change_set(StackName="one", ChangeSetName=n, TemplateBody=more)
        cf.get_waiter("change_set_create_complete").wait(StackName="one", ChangeSetName=n)


def machines(c):
    role = "arn:aws:iam::123456789012:role/machine"
    definition = json.dumps({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}})
    arns = [c["stepfunctions"].create_state_machine(name=n, definition=definition, roleArn=role)["stateMachineArn"] for n in THREE]
    executions = [c["stepfunctions"].start_execution(stateMachineArn=arns[0], name=n)["executionArn"] for n in THREE]
    return arns[0], executions[0]


def arguments(s):
    """What paginators must be told, and how many things they have to find at least; what is not here is asked without anything."""
    return {
        "acm.list_certificates": ({}, 1),
        "autoscaling.describe_load_balancer_target_groups": ({"AutoScalingGroupName": "one"}, 3),
        "autoscaling.describe_warm_pool": ({"AutoScalingGroupName": "one"}, 0),
        "autoscaling.describe_launch_configurations": ({}, 0),
        "autoscaling.describe_load_balancers": ({"AutoScalingGroupName": "one"}, 0),
        "autoscaling.describe_notification_configurations": ({}, 0),
        "autoscaling.describe_auto_scaling_instances": ({}, 3),
        "cloudformation.describe_stack_events": ({"StackName": "one"}, 3),
        "cloudformation.list_stack_resources": ({"StackName": "one"}, 3),
        "cloudformation.list_exports": ({}, 0),
        "cloudformation.list_change_sets": ({"StackName": "one"}, 3),
        "cloudformation.describe_change_set": ({"StackName": "one", "ChangeSetName": "one"}, 3),
        "cloudformation.describe_events": ({"StackName": "one"}, 0),
        "cloudwatch.list_metrics": ({"Namespace": "Mine"}, 0),
        "cloudwatch.get_metric_data": ({"MetricDataQueries": [{"Id": f"q{i}", "MetricStat": {"Metric": {"Namespace": "Mine", "MetricName": n}, "Period": 60, "Stat": "Sum"}} for i, n in enumerate(THREE)], "StartTime": "2026-01-01T00:00:00Z", "EndTime": "2026-01-01T01:00:00Z"}, 3),
        "dynamodb.query": ({"TableName": "one", "KeyConditionExpression": "id = :i", "ExpressionAttributeValues": {":i": {"S": "one"}}}, 1),
        "dynamodb.scan": ({"TableName": "one"}, 3),
        "dynamodb.list_tags_of_resource": ({"ResourceArn": "arn:aws:dynamodb:eu-west-1:123456789012:table/one"}, 3),
        "ec2.describe_launch_template_versions": ({"LaunchTemplateName": "one"}, 4),
        "ec2.describe_vpcs": ({}, 1),
        "ec2.describe_instance_status": ({}, 3),
        "ecr.describe_repositories": ({}, 0),
        "elbv2.describe_listeners": ({"LoadBalancerArn": s["balancers"][0]}, 3),
        "elbv2.describe_rules": ({"ListenerArn": s["listener"]}, 4),
        "elbv2.describe_listener_certificates": ({"ListenerArn": s["secure"]}, 1),
        "events.list_rule_names_by_target": ({"TargetArn": "arn:aws:sqs:eu-west-1:123456789012:one"}, 3),
        "events.list_targets_by_rule": ({"Rule": "one"}, 3),
        "lambda.list_functions": ({}, 0),
        "lambda.list_event_source_mappings": ({}, 0),
        "logs.describe_log_streams": ({"logGroupName": "one"}, 3),
        "logs.filter_log_events": ({"logGroupName": "one"}, 3),
        "s3.list_objects_v2": ({"Bucket": "bucket-one"}, 3),
        "s3.list_buckets": ({}, 3),
        "sns.list_subscriptions_by_topic": ({"TopicArn": "arn:aws:sns:eu-west-1:123456789012:one"}, 3),
        "sqs.list_queues": ({}, 4),
        "sqs.list_dead_letter_source_queues": ({"QueueUrl": s.get("dead", "")}, 3),
        "stepfunctions.list_executions": ({"stateMachineArn": s["machine"]}, 3),
        "stepfunctions.get_execution_history": ({"executionArn": s["execution"]}, 4),
    }


def made_up(shape):
    """Something of a shape, to see whether the operation is there at all."""
    if shape.type_name == "structure":
        return {name: made_up(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [made_up(shape.member)]
    return {"string": (shape.enum or ["x" * max(1, shape.metadata.get("min", 1))])[0] if shape.type_name == "string" else "", "boolean": True, "timestamp": 0, "map": {}, "blob": b"x"}.get(shape.type_name, max(1, shape.metadata.get("min", 1)))


def flat(found):
    """All that a paginator found, under its first key that holds a list."""
    for value in found.values():
        if isinstance(value, list):
            return value
    return []


def page_through(c, service, operation, told):
    client, name = c[service], f"{service}.{operation}"
    try:
        given, least = told.get(name, (None, 3))
        if given is None:
            model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[operation])
            given = made_up(model.input_shape) if model.input_shape else {}
        found = flat(client.get_paginator(operation).paginate(**given).build_full_result())
        texts = [json.dumps(item, default=str, sort_keys=True) for item in found]
        if len(found) < least:
            say("boto3 paginators", name, "wrong", f"found {len(found)} of {least}")
        elif len(set(texts)) != len(texts):
            say("boto3 paginators", name, "wrong", "something is there twice")
        else:
            say("boto3 paginators", name, "right")
    except Exception as error:  # whatever a tool cannot read is a wrong answer
        refused = REFUSED in str(error)
        absent = refused and re.search("does not emulate (the operation |dynamodb:)", str(error))
        say("boto3 paginators", name, "refused" if refused else "wrong", "an operation that is not there" if absent else str(error))


def until(client, name, told, may_fail=False):
    label = f"{client.meta.service_model.service_name}.{name}"
    try:
        client.get_waiter(name).wait(**told)
        if may_fail:
            say("boto3 waiters", label, "wrong", "ended though it should not")
        else:
            say("boto3 waiters", label, "right")
    except WaiterError as error:
        refused = REFUSED in str(error)
        say("boto3 waiters", label, "refused" if refused else "right" if may_fail else "wrong", str(error))
    except Exception as error:
        say("boto3 waiters", label, "refused" if REFUSED in str(error) else "wrong", str(error))


def waiters(c, s):
    ids, ec2, elb = s["instances"], c["ec2"], c["elbv2"]
    group, targets = s["target_group"], [{"Id": i} for i in s["instances"]]
    until(ec2, "instance_exists", {"InstanceIds": ids})
    until(ec2, "instance_running", {"InstanceIds": ids})
    until(ec2, "instance_status_ok", {"InstanceIds": ids})
    until(ec2, "system_status_ok", {"InstanceIds": ids})
    until(ec2, "image_exists", {"ImageIds": [IMAGE]})
    until(ec2, "image_available", {"ImageIds": [IMAGE]})
    until(ec2, "key_pair_exists", {"KeyNames": ["one"]})
    until(ec2, "security_group_exists", {"GroupNames": ["one"]})
    until(ec2, "subnet_available", {})
    until(ec2, "vpc_available", {})
    until(ec2, "vpc_exists", {})
    until(ec2, "volume_in_use", {"Filters": [{"Name": "attachment.instance-id", "Values": ids}]})
    until(ec2, "network_interface_available", {"NetworkInterfaceIds": ["eni-00000000000000000"]}, may_fail=True)
    until(elb, "load_balancer_exists", {"LoadBalancerArns": s["balancers"]})
    until(elb, "load_balancer_available", {"LoadBalancerArns": s["balancers"]})
    until(elb, "target_in_service", {"TargetGroupArn": group, "Targets": targets})
    elb.deregister_targets(TargetGroupArn=group, Targets=targets)
    until(elb, "target_deregistered", {"TargetGroupArn": group, "Targets": targets})
    elb.delete_load_balancer(LoadBalancerArn=s["balancers"][1])
    until(elb, "load_balancers_deleted", {"LoadBalancerArns": s["balancers"][1:2]})
    ec2.stop_instances(InstanceIds=ids[:1])
    until(ec2, "instance_stopped", {"InstanceIds": ids[:1]})
    ec2.terminate_instances(InstanceIds=ids)
    until(ec2, "instance_terminated", {"InstanceIds": ids})
    until(c["cloudwatch"], "alarm_exists", {"AlarmNames": ["one"]})
    until(c["cloudwatch"], "composite_alarm_exists", {"AlarmNames": ["one"], "AlarmTypes": ["MetricAlarm"]}, may_fail=True)
    until(c["dynamodb"], "table_exists", {"TableName": "two"})
    c["dynamodb"].delete_table(TableName="two")
    until(c["dynamodb"], "table_not_exists", {"TableName": "two"})
    until(c["s3"], "bucket_exists", {"Bucket": "bucket-one"})
    until(c["s3"], "bucket_not_exists", {"Bucket": "bucket-nowhere"})
    until(c["s3"], "object_exists", {"Bucket": "bucket-one", "Key": "one"})
    until(c["s3"], "object_not_exists", {"Bucket": "bucket-one", "Key": "nowhere"})
    cf = c["cloudformation"]
    until(cf, "stack_exists", {"StackName": "one"})
    until(cf, "stack_create_complete", {"StackName": "one"})
    until(cf, "stack_update_complete", {"StackName": "one"}, may_fail=True)
    cf.delete_stack(StackName="one")
    until(cf, "stack_delete_complete", {"StackName": "one"})
    until(c["lambda"], "function_exists", {"FunctionName": "nowhere", "WaiterConfig": {"Delay": 1, "MaxAttempts": 2}}, may_fail=True)
    until(c["lambda"], "function_active_v2", {"FunctionName": "nowhere", "WaiterConfig": {"Delay": 1, "MaxAttempts": 2}}, may_fail=True)


def main():
    BaseClient._make_api_call = settled({})
    time.sleep = sleep
    c = clients()
    scene = build(c)
    stacks(c)
    scene["machine"], scene["execution"] = machines(c)
    scene["dead"] = c["sqs"].get_queue_url(QueueName="dead")["QueueUrl"]
    told, loader = arguments(scene), get_session().get_component("data_loader")
    for service in SERVICES:
        client = c[service]
        paged = loader.load_service_model(service, "paginators-1")["pagination"]
        for method, operation in sorted(client.meta.method_to_api_mapping.items()):
            if operation in paged:
                page_through(c, service, method, told)
    waiters(c, scene)
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(verdicts, file)


main()
