"""Reads 125 holding registers again and again, one request at a time, by pymodbus's blocking client. As modbus_read.c.

  /usr/bin/python3 modbus_read.py PORT
"""
import json
import sys
import time

try:
    import pymodbus
    from pymodbus.client import ModbusTcpClient
except ImportError:
    print(json.dumps({"pymodbus": None}), flush=True)
    sys.exit(0)

REGISTERS, ADDRESSES = 125, 9000
client = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1]))
if not client.connect():
    sys.exit("no connection")
print(json.dumps({"pymodbus": str(pymodbus.__version__)}), flush=True)
for line in sys.stdin:
    reads, total = int(line), 0
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    for i in range(reads):
        total += client.read_holding_registers(i % ADDRESSES, REGISTERS, slave=1).registers[-1]
    wall, cpu = time.perf_counter_ns() - wall, time.process_time_ns() - cpu
    print(json.dumps({"wall": wall / reads, "cpu": cpu / reads, "sum": total}), flush=True)
client.close()
