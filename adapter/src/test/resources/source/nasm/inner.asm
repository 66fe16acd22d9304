inner_label: db 1
