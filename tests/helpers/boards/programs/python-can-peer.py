"""Speaks to an SLCAN adapter with python-can: argument 1 is the port. Prints what happened as JSON."""

import json
import sys

import can

bus = can.interface.Bus(
    bustype="slcan", channel=sys.argv[1], bitrate=500000, sleep_after_open=0.5
)


def described(message):
    return [
        message.arbitration_id,
        message.is_extended_id,
        message.is_remote_frame,
        message.dlc,
        bytes(message.data).hex(),
    ]


def received(count):
    messages = []
    while len(messages) < count:
        message = bus.recv(timeout=20.0)
        if message is None:
            break
        messages.append(described(message))
    return messages


version = bus.get_version(timeout=20.0)
serial_number = bus.get_serial_number(timeout=20.0)

kinds = [
    can.Message(arbitration_id=0x123, is_extended_id=False, data=[1, 2, 3, 4, 5, 6, 7, 8]),
    can.Message(arbitration_id=0x12345678, is_extended_id=True, data=[0xAA, 0xBB]),
    can.Message(arbitration_id=0x7F0, is_extended_id=False, is_remote_frame=True, dlc=4),
    can.Message(arbitration_id=0x1ABCDEF0, is_extended_id=True, is_remote_frame=True, dlc=0),
    can.Message(arbitration_id=0x100, is_extended_id=False, data=[]),
]
for message in kinds:
    bus.send(message)
echoed = received(len(kinds))

# As many on their way as the bridge announces as its window: more, and the bus is what limits.
in_stream = []
for i in range(300):
    bus.send(can.Message(arbitration_id=0x200, is_extended_id=False, data=[i >> 8, i & 0xFF]))
    if i >= 8:
        in_stream += [message[4] for message in received(1)]
in_stream += [message[4] for message in received(8)]

bus.shutdown()
print(json.dumps({
    "version": version,
    "serialNumber": serial_number,
    "echoed": echoed,
    "stream": in_stream,
}))
