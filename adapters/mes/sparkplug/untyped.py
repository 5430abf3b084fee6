# pyright: reportMissingModuleSource=false, reportMissingTypeStubs=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportAttributeAccessIssue=false, reportUnknownArgumentType=false
"""protobuf, which has no types, under names that a strict checker accepts."""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message, message_factory

FieldKind: Any = descriptor_pb2.FieldDescriptorProto
FileDescription: Any = descriptor_pb2.FileDescriptorProto
DecodeError: type[Exception] = message.DecodeError


def message_class(file: Any, name: str) -> Any:
    """The class of a message in a file that is described here, known to nobody else."""
    pool: Any = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
