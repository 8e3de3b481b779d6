"""
Sends and receives many numbered frames with python-can: port, bit rate, frames to send, and whether to
receive until frame 0x701. Prints as JSON what came, BELs and answers included, and what the adapter
says that it has lost.
"""

import json
import sys

import can

port, bit_rate, to_send, receives = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "receive"
bus = can.interface.Bus(bustype="slcan", channel=port, bitrate=bit_rate, sleep_after_open=0.5)

# What python-can reads passes here, so that what is no frame is seen too.
seen = []
read = bus._read


def reading(timeout):
    text = read(timeout)
    if text is not None:
        seen.append(text)
    return text


bus._read = reading
bus.get_version(timeout=60.0)
seen.clear()

numbers = []
if receives:
    # Asks the other node to begin.
    bus.send(can.Message(arbitration_id=0x700, is_extended_id=False))
for number in range(to_send):
    data = number.to_bytes(8, "big")
    bus.send(can.Message(arbitration_id=0x123, is_extended_id=False, data=data))
while receives:
    message = bus.recv(timeout=60.0)
    if message is None or message.arbitration_id == 0x701:
        break
    numbers.append(int.from_bytes(message.data, "big"))


def asked(line, begin):
    bus._write(line)
    while True:
        text = bus._read(60.0)
        if text is None or text.startswith(begin):
            return text


flags = asked("F", "F")
counters = asked("xn", "xn")
bus.shutdown()
print(json.dumps({
    "numbers": numbers,
    "answers": seen.count("z\r"),
    "bels": seen.count("\x07"),
    "flags": flags.strip(),
    "lost": [int(counters[2 + 4 * i:6 + 4 * i], 16) for i in range(3)],
}))
