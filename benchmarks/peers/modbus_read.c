/* Reads 125 holding registers again and again, one request at a time, by libmodbus.
 *   cc -O2 modbus_read.c -o modbus_read -I/usr/include/modbus -lmodbus
 *   ./modbus_read PORT
 * First a line with the version; then, for each number of reads on a line of its input, one line with nanoseconds of wall and processor
 * time per read and the sum of the last register of each. */
#include <arpa/inet.h>
#include <errno.h>
#include <modbus.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum { REGISTERS = 125, ADDRESSES = 9000 };

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc < 2) { fprintf(stderr, "usage: %s PORT\n", argv[0]); return 2; }
    modbus_t *ctx = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
    modbus_set_slave(ctx, 1);
    if (modbus_connect(ctx) < 0) { fprintf(stderr, "%s\n", modbus_strerror(errno)); return 1; }
    int on = 1;
    setsockopt(modbus_get_socket(ctx), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    printf("{\"libmodbus\":\"%d.%d.%d\"}\n", libmodbus_version_major, libmodbus_version_minor, libmodbus_version_micro);
    fflush(stdout);

    long reads;
    while (scanf("%ld", &reads) == 1) {
        uint16_t registers[REGISTERS];
        long long sum = 0;
        double wall = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
        for (long i = 0; i < reads; i++) {
            if (modbus_read_registers(ctx, i % ADDRESSES, REGISTERS, registers) != REGISTERS) { fprintf(stderr, "%s\n", modbus_strerror(errno)); return 1; }
            sum += registers[REGISTERS - 1];
        }
        wall = now(CLOCK_MONOTONIC) - wall;
        cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        printf("{\"wall\":%.1f,\"cpu\":%.1f,\"sum\":%lld}\n", wall / reads, cpu / reads, sum);
        fflush(stdout);
    }
    return 0;
}
