package dev.ringside.engine.x86.interpret;

/// The rows of [InstructionTableTest]; see [InstructionCase] for how to read one.
final class InstructionTables {
    static final String INTEGER =
            """
            -- add, both directions, all sizes
            64 | 4801d8       | rax=1 rbx=2                       | rax=3 fl=P
            64 | 01d8         | rax=ffffffffffffffff rbx=1        | rax=0 fl=CPAZ
            64 | 6601d8       | rax=1234567890abffff rbx=1        | rax=1234567890ab0000 fl=CPAZ
            64 | 00d8         | rax=7f rbx=1                      | rax=80 fl=ASO
            64 | 00fc         | rax=ff00 rbx=0100                 | rax=0 fl=CPAZ
            64 | 4000fc       | rsp=9000 rdi=1                    | rsp=9001 fl=
            64 | 0306         | rsi=8000 [8000]=5 rax=2           | rax=7 fl=
            64 | 0106         | rsi=8000 [8000]=ffffffff rax=2    | [8000]=1 fl=CA
            64 | 0511000000   | rax=fffffffffffffff0              | rax=1 fl=C
            64 | 480511000080 | rax=1                             | rax=ffffffff80000012 fl=SP
            64 | 83c0ff       | rax=0                             | rax=ffffffff fl=SP
            16 | 05ffff       | rax=2                             | rax=1 fl=CA
            64 | 4883642408f0 | [9008]=ff                         | [9008]=f0 fl=P
            64 | 11d8         | rax=1 rbx=1 fl=C                  | rax=3 fl=P
            64 | 19d8         | rax=1 rbx=1 fl=C                  | rax=ffffffff fl=CPAS
            64 | 2c01         | rax=80                            | rax=7f fl=AO
            64 | 3c80         | rax=7f                            | fl=CPSO
            64 | 39d8         | rax=5 rbx=5                       | fl=PZ
            64 | 3b06         | rsi=8000 [8000]=6 rax=5           | fl=CPAS
            64 | a801         | rax=fe fl=CO                      | fl=PZ
            64 | 31c0         | rax=ffffffffffffffff fl=COA       | rax=0 fl=PZ
            64 | 0c80         | rax=1                             | rax=81 fl=SP
            64 | f7d0         | rax=ffffffff00000000 fl=C         | rax=ffffffff fl=C
            64 | f6d8         | rax=80                            | rax=80 fl=CSO
            64 | 48ffc0       | rax=7fffffffffffffff fl=C         | rax=8000000000000000 fl=CPASO
            32 | 48           | rax=80000000                      | rax=7fffffff fl=PAO
            64 | fe0e         | rsi=8000 [8000]=1100 fl=C         | [8000]=11ff fl=CPAS
            -- multiply and divide
            64 | f7e3         | rax=80000000 rbx=4 fl=ZSAP        | rax=0 rdx=2 fl=CZSAPO
            64 | 48f7eb       | rax=ffffffffffffffff rbx=5        | rax=fffffffffffffffb rdx=ffffffffffffffff fl=
            64 | f6e3         | rax=110 rbx=10                    | rax=100 fl=CO
            64 | 6bc3fd       | rbx=5                             | rax=fffffff1 fl=
            64 | 0fafc3       | rax=40000000 rbx=4                | rax=0 fl=CO
            64 | 69c340420f00 | rbx=2                             | rax=1e8480 fl=
            64 | f7f3         | rax=64 rdx=1 rbx=10 fl=C          | rax=10000006 rdx=4 fl=CA
            64 | 66f7fb       | rax=fff9 rdx=ffff rbx=2           | rax=fffd rdx=ffff fl=A
            64 | f6f3         | rax=1ff rbx=2                     | rax=1ff rbx=2 fl=A
            64 | f6f3         | rax=200 rbx=2                     | #DE
            64 | f6fb         | rax=80 rbx=1                      | #DE
            64 | f6fb         | rax=ff80 rbx=1                    | rax=80 fl=A
            64 | 48f7f3       | rdx=5 rbx=5                       | #DE
            64 | 48f7fb       | rax=0 rdx=8000000000000000 rbx=ffffffffffffffff | #DE
            -- shifts and rotates
            64 | d1e0         | rax=c0000001                      | rax=80000002 fl=CAS
            64 | c1e020       | rax=ffffffff00000001 fl=C         | rax=1 fl=C
            64 | 48d3f8       | rax=8000000000000000 rcx=3f       | rax=ffffffffffffffff fl=PAS
            64 | c0e804       | rax=1234                          | rax=1203 fl=PA
            64 | 66c1c004     | rax=1234                          | rax=2341 fl=CO
            64 | d1d8         | rax=1 fl=C                        | rax=80000000 fl=CO
            64 | 66c1d011     | rax=1234 fl=C                     | rax=1234 fl=CO
            64 | 0fa4d808     | rax=12345678 rbx=ab000000         | rax=345678ab fl=A
            64 | 480facd810   | rax=12345678 rbx=abcd             | rax=abcd000000001234 fl=ASO
            64 | 0fadd8       | rax=1 rbx=1 rcx=1                 | rax=80000000 fl=CPASO
            -- bits
            64 | 0fba200f     | [0]=8000 fl=ZS                    | fl=ZSC
            64 | 0fab1e       | rsi=8000 rbx=ffffffffffffffe1 [7ff8]=0 | [7ff8]=200000000 fl=
            64 | 0fb3d8       | rax=ff rbx=24                     | rax=ef fl=C
            64 | 0fbbd8       | rax=0 rbx=3f                      | rax=80000000 fl=
            64 | 0fbcc3       | rbx=100 fl=CZ                     | rax=8 fl=C
            64 | f30fbcc3     | rbx=100 fl=Z                      | rax=8 fl=
            64 | 0fbcc3       | rax=ffffffffffffffff rbx=0        | fl=Z
            64 | 480fbdc3     | rbx=100                           | rax=8 fl=
            64 | f30fb8c3     | rbx=ff0000ff fl=C                 | rax=10 fl=
            64 | f30fb8c3     | rbx=0 fl=COSPA                    | rax=0 fl=Z
            64 | 0fc8         | rax=ffffffff12345678              | rax=78563412
            64 | 480fc8       | rax=1122334455667788              | rax=8877665544332211
            -- decimal
            32 | 27           | rax=0f                            | rax=15 fl=A
            32 | 2f           | rax=9f fl=                        | rax=39 fl=CPAO
            32 | 37           | rax=10b                           | rax=201 fl=CPA
            32 | 3f           | rax=20f                           | rax=109 fl=CPA
            32 | d40a         | rax=3f                            | rax=603 fl=P
            32 | d50a         | rax=304                           | rax=22 fl=PA
            32 | d400         | rax=3f                            | #DE
            64 | 27           |                                   | #UD
            """;

    static final String TRANSFER =
            """
            64 | 89d8         | rbx=1122334455667788              | rax=55667788
            64 | 88fc         | rbx=1122 rax=0                    | rax=1100
            64 | 4889c3       | rax=1122334455667788              | rbx=1122334455667788
            64 | 48b88877665544332211 |                           | rax=1122334455667788
            64 | 48c7c0ffffffff |                                 | rax=ffffffffffffffff
            64 | 66b83412     | rax=ffffffffffffffff              | rax=ffffffffffff1234
            64 | b4ab         | rax=ffff                          | rax=abff
            64 | 40b4ab       | rsp=9000                          | rsp=90ab
            64 | 41b0ab       | r8=ffff                           | r8=ffab
            64 | c60612       | rsi=8000 [8000]=ff00              | [8000]=ff12
            64 | 48a10080000000000000 | [8000]=77                 | rax=77
            32 | a200800000   | rax=ab [8000]=ff00                | [8000]=ffab
            16 | a10080       | [8000]=1234                       | rax=1234
            64 | 8b44fe10     | rsi=8000 rdi=2 [8020]=99          | rax=99
            64 | 8b05f96f0000 | [7fff]=1234                       | rax=1234
            64 | 678b06       | rsi=ffffffff00008000 [8000]=5     | rax=5
            16 | 8b02         | rbp=8000 rsi=ffff [7fff]=4321     | rax=4321
            64 | 0fb6c7       | rbx=ff00                          | rax=ff
            64 | 0fbec3       | rax=ffffffffffffffff rbx=80       | rax=ffffff80
            64 | 480fbfc3     | rbx=8000                          | rax=ffffffffffff8000
            64 | 4863c3       | rbx=80000000                      | rax=ffffffff80000000
            64 | 660fb6c3     | rax=ffffffff rbx=12               | rax=ffff0012
            64 | 0f38f006     | rsi=8000 [8000]=1122334455667788  | rax=88776655
            64 | 660f38f106   | rsi=8000 rax=1234 [8000]=0        | [8000]=3412
            64 | 8d4424f0     |                                   | rax=8ff0
            64 | 678d40ff     |                                   | rax=ffffffff
            64 | 668d40ff     | rax=1111111111110000              | rax=111111111111ffff
            64 | 0f44c3       | rax=ffffffffffffffff rbx=5        | rax=ffffffff
            64 | 0f44c3       | rax=ffffffffffffffff rbx=5 fl=Z   | rax=5
            64 | 0f92c4       | rax=0 fl=C                        | rax=100
            64 | 4891         | rax=1 rcx=2                       | rax=2 rcx=1
            64 | 90           | rax=ffffffffffffffff              | rax=ffffffffffffffff
            64 | 4190         | rax=1 r8=2                        | rax=2 r8=1
            64 | 86e0         | rax=1234                          | rax=3412
            64 | f08706       | rsi=8000 rax=1 [8000]=2           | rax=2 [8000]=1
            64 | 0fc1d8       | rax=1 rbx=2                       | rax=3 rbx=1 fl=P
            64 | 0fc1c0       | rax=2                             | rax=4 fl=
            64 | 0fb1d9       | rax=7 rcx=7 rbx=9                 | rcx=9 fl=PZ
            64 | 0fb1d9       | rax=8 rcx=7 rbx=9                 | rax=7 fl=
            64 | f00fc70e     | rsi=8000 [8000]=200000001 rax=1 rdx=2 rbx=3 rcx=4 fl=C | [8000]=400000003 fl=CZ
            64 | 0fc70e       | rsi=8000 [8000]=200000001 rdx=2 fl=Z | rax=1 rdx=2 fl=
            64 | 480fc70e     | rsi=8000 [8000]=1 [8008]=2 rax=1 rdx=2 rbx=3 rcx=4 | [8000]=3 [8008]=4 fl=Z
            64 | 480fc70e     | rsi=8008                          | #GP
            64 | 6698         | rax=ff80                          | rax=ff80
            64 | 98           | rax=8000                          | rax=ffff8000
            64 | 4898         | rax=80000000                      | rax=ffffffff80000000
            64 | 6699         | rax=8000 rdx=10000                | rdx=1ffff
            64 | 4899         | rax=8000000000000000              | rdx=ffffffffffffffff
            64 | d7           | rbx=8000 rax=103 [8000]=44332211  | rax=144
            64 | 9f           | fl=CZ                             | rax=4300
            64 | 9e           | rax=ff00 fl=O                     | fl=CPAZSO
            32 | d6           | rax=1 fl=C                        | rax=ff
            64 | d6           |                                   | #UD
            64 | f9           | fl=Z                              | fl=CZ
            64 | f8           | fl=CZ                             | fl=Z
            64 | f5           | fl=Z                              | fl=CZ
            64 | fd           |                                   | fl=D
            64 | fc           | fl=D                              | fl=
            -- stack
            64 | 50           | rax=1122334455667788 [8ff8]=0     | rsp=8ff8 [8ff8]=1122334455667788
            64 | 6650         | rax=1122 [8ff8]=0                 | rsp=8ffe [8ff8]=1122000000000000
            64 | 54           |                                   | rsp=8ff8 [8ff8]=9000
            64 | 5c           | [9000]=1234                       | rsp=1234
            64 | 6aff         |                                   | rsp=8ff8 [8ff8]=ffffffffffffffff
            32 | 68f0ffffff   | [8ff8]=0                          | rsp=8ffc [8ff8]=fffffff000000000
            64 | ff3424       | [9000]=77                         | rsp=8ff8 [8ff8]=77
            64 | 8f0424       | [9000]=77 [9008]=0                | rsp=9008 [9008]=77
            32 | 60           | rax=1 rcx=2 rdx=3 rbx=4 rbp=5 rsi=6 rdi=7 | rsp=8fe0 [8ff8]=100000002 [8fe8]=900000000005 [8fe0]=0000000600000007
            16 | 61           | [9000]=0004000300020001 [9008]=0008000700060005 | rdi=1 rsi=2 rbp=3 rbx=5 rdx=6 rcx=7 rax=8 rsp=9010
            64 | c8100000     | rbp=8800                          | rbp=8ff8 rsp=8fe8 [8ff8]=8800
            64 | c8100002     | rbp=8800 [87f8]=abcd              | rbp=8ff8 rsp=8fd8 [8ff8]=8800 [8ff0]=abcd [8fe8]=8ff8
            64 | c9           | rbp=8000 [8000]=99                | rsp=8008 rbp=99
            32 | 6206         | rsi=8000 [8000]=500000001 rax=5   | rax=5
            32 | 6206         | rsi=8000 [8000]=500000001 rax=6   | #BR
            -- strings: one iteration an execution
            64 | a4           | rsi=8000 rdi=8100 [8000]=12 [8100]=ff00 | rsi=8001 rdi=8101 [8100]=ff12
            64 | 48a5         | rsi=8000 rdi=8100 [8000]=12 fl=D  | rsi=7ff8 rdi=80f8 [8100]=12
            64 | f3aa         | rdi=8100 rcx=1 rax=5 [8100]=0     | rdi=8101 rcx=0 [8100]=5
            64 | f3aa         | rdi=8100                          | rdi=8100
            64 | ac           | rsi=8000 [8000]=7f rax=1100       | rsi=8001 rax=117f
            64 | a6           | rsi=8000 rdi=8100 [8000]=1 [8100]=2 | rsi=8001 rdi=8101 fl=CPAS
            64 | af           | rax=1 rdi=8000 [8000]=1           | rdi=8004 fl=PZ
            64 | f2ae         | rax=1 rdi=8000 [8000]=1 rcx=9     | rdi=8001 rcx=8 fl=PZ
            64 | 67f3a4       | rsi=8000 rdi=8100 rcx=ffffffff00000001 [8000]=5 [8100]=0 | rsi=8001 rdi=8101 rcx=0 [8100]=5
            -- loads of vector registers need their own test; these only must not fault
            64 | 0f1f4000     |                                   |
            64 | f30f1efa     |                                   |
            64 | f390         |                                   |
            64 | 0faee8       |                                   |
            """;

    static final String CONTROL =
            """
            64 | eb10         |                                   | rip=1012
            64 | e9f0ffffff   |                                   | rip=ff5
            64 | 74fe         | fl=Z                              | rip=1000
            64 | 74fe         |                                   |
            64 | 0f8f00010000 |                                   | rip=1106
            64 | 7c10         | fl=S                              | rip=1012
            64 | 7e10         | fl=SO                             |
            16 | e9fe0f       |                                   | rip=2001
            16 | 66e9fe0f0000 |                                   | rip=2004
            16 | ebf0         |                                   | rip=ff2
            16 | e90080       |                                   | rip=9003
            16 | 66e900000100 |                                   | #GP
            32 | ffe0         | rax=ffffffff12345678              | rip=12345678
            64 | ffe0         | rax=123456789a                    | rip=123456789a
            64 | ffe0         | rax=800000000000                  | #GP
            64 | ff26         | rsi=8000 [8000]=4444              | rip=4444
            64 | e810000000   |                                   | rsp=8ff8 [8ff8]=1005 rip=1015
            64 | ff10         | rax=8000 [8000]=2000              | rsp=8ff8 [8ff8]=1002 rip=2000
            16 | e81000       | [8ff8]=0                          | rsp=8ffe [8ff8]=1003000000000000 rip=1013
            64 | c3           | [9000]=1234                       | rsp=9008 rip=1234
            64 | c21000       | [9000]=1234                       | rsp=9018 rip=1234
            64 | c3           | [9000]=8000000000000000           | #GP
            32 | c3           | [9000]=1234                       | rsp=9004 rip=1234
            64 | e2fe         | rcx=2                             | rcx=1 rip=1000
            64 | e2fe         | rcx=1                             | rcx=0
            64 | 67e2fe       | rcx=100000000                     | rcx=ffffffff rip=1001
            16 | e2fe         | rcx=10000                         | rcx=1ffff rip=1000
            64 | e1fe         | rcx=2 fl=Z                        | rcx=1 rip=1000
            64 | e0fe         | rcx=2 fl=Z                        | rcx=1
            64 | e3fe         |                                   | rip=1000
            64 | 67e3fe       | rcx=100000000                     | rip=1001
            16 | e3fe         | rcx=10000                         | rip=1000
            -- undefined
            64 | 06           |                                   | #UD
            64 | ea           |                                   | #UD
            64 | 0f0b         |                                   | #UD
            64 | f0ffc0       |                                   | #UD
            64 | f090         |                                   | #UD
            64 | f03906       | rsi=8000                          | #UD
            64 | 8dc0         |                                   | #UD
            64 | 8ec8         |                                   | #UD
            64 | 0f04         |                                   | #UD
            64 | c5f877       |                                   | #UD
            -- sixteen bytes
            64 | 666666666666666666666666666690   |               |
            64 | 66666666666666666666666666666690 |               | #GP
            """;

    private InstructionTables() {}
}
